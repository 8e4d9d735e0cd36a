import {defineCheck, thisNode} from 'rke2-netdoctor';

const daemons = {
	kubelet: {
		effect: 'no pod is started, ended or probed on this node',
		look: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log',
		restart: 'systemctl restart rke2-agent, or rke2-server: the kubelet is a child of it',
	},
	'kube-proxy': {
		effect: 'services keep the endpoints that they have',
		look: 'crictl logs --tail 50 $(crictl ps -q --name kube-proxy)',
		restart: 'crictl stop $(crictl ps -q --name kube-proxy): the kubelet starts it again',
	},
	Felix: {
		effect: 'new pods, nodes and policies do not reach the kernel',
		look: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)',
		restart: 'crictl stop $(crictl ps -q --name calico-node): the kubelet starts it again',
	},
} as const;

export default defineCheck({
	id: 'host/hanging-daemon',
	title: 'Kubelet, kube-proxy and Felix answer on their health ports',
	rationale:
		'A process that hangs, or was stopped by a signal, still holds its port: the kernel accepts connections for it, and nothing answers. It is listed as running, and what it wrote before goes on working, so that only changes are lost. Judged where two questions are not answered within two seconds each, and another health port of this node does answer.',
	needs: {health: 'health.hanging'},
	messages: {
		silent: {
			severity: 'critical',
			text: '{daemon} accepts connections on its health port and does not answer: it hangs, {effect}',
			guide: {
				steps: [
					{text: 'curl -s -m 5 {url}'},
					{
						text: 'ps -o pid,stat,wchan:30,args -C kubelet,kube-proxy,calico-node: T is stopped, D waits for the kernel or a disk',
					},
					{text: '{look}'},
					{text: '{restart}', changes: 'node'},
				],
				links: ['kubernetes/debug-cluster', 'rke2/cli-tools', 'rke2/logging'],
			},
			explains: ['kubelet.health', 'kube-proxy.health', 'felix.health'],
		},
	},
	*run({health: {hanging, answering}}, {finding, environment}) {
		if (answering.length === 0) {
			return;
		}
		for (const {name, url, detail} of hanging) {
			yield finding(
				'silent',
				{daemon: name, url, ...daemons[name]},
				{kind: 'Endpoint', name: new URL(url).host},
				{
					evidence: [{from: 'health', excerpt: `${url}: ${detail}`, of: url}],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
