import {containerReportsOf, defineCheck, thisNode, whereDenied, whereLinkedAway} from 'rke2-netdoctor';

const main = ['calico-node', 'kube-flannel'];
const unattended = [
	'calico/nodename',
	'flannel/masquerade',
	'cni/network-unavailable',
	'overlay/vxlan-missing',
	'overlay/vtep-mac-announced',
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
	'cni/pod-failures#subnetEnvMissing',
	'cni/pod-removal#agent',
	'cni/pod-removal#apiRefuses',
	'cni/plugin-failures#kubeconfigMissing',
	'cni/pod-failures#failing',
] as const;
const uninstalled = [...unattended, 'cni/configuration-missing', 'cni/loopback-missing'] as const;

export default defineCheck({
	id: 'canal/container',
	title: "Canal's containers calico-node and kube-flannel run",
	rationale:
		'Without kube-flannel this node does not learn of new nodes and moved VTEPs; without calico-node new pods get no rules and policies do not change. A container that was restarted long ago, or by an upgrade, is well.',
	when: {cni: ['canal']},
	needs: {canal: 'canal.containers', now: 'system.clock'},
	wants: {logs: 'canal.logs'},
	messages: {
		initFailed: {
			severity: 'critical',
			text: 'The init container {container} of rke2-canal failed: {how}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -aq --name {container} | head -1)'},
					whereDenied,
					whereLinkedAway,
					{
						text: 'If it could not reach the service address of the API: look at kube-proxy and at the firewall of this node',
					},
				],
				links: ['rke2/issue-install-cni-timeout', 'rke2/canal'],
			},
			explains: uninstalled,
		},
		notStarted: {
			severity: 'critical',
			text: 'The rke2-canal pod has been there for {minutes} minutes without starting {container}',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system describe pods -l k8s-app=canal, and look at the events: image, ConfigMap',
					},
					{text: 'crictl images | grep hardened'},
				],
				links: ['rke2/canal', 'kubernetes/debug-cluster'],
			},
			explains: uninstalled,
		},
		crashing: {
			severity: 'critical',
			text: 'The container {container} of rke2-canal ends again and again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'kubectl -n kube-system describe pods -l k8s-app=canal, and look at the one of this node'},
				],
				links: ['rke2/canal', 'flannel/log-messages', 'calico/component-logs'],
			},
			explains: unattended,
		},
		stopped: {
			severity: 'critical',
			text: 'The container {container} of rke2-canal does not run, and nothing starts it again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
				],
				links: ['rke2/canal', 'rke2/logging'],
			},
			explains: unattended,
		},
		ended: {
			severity: 'info',
			text: 'The container {container} of rke2-canal has just ended and is about to be started again: {how}',
			guide: {steps: [{text: 'Look again in two minutes'}], links: ['rke2/canal']},
		},
	},
	*run({canal: {pod}, now, logs}, {finding, environment}) {
		for (const report of containerReportsOf('canal', main, {pod, now, logs})) {
			const {name, evidence} = report;
			const subject = {kind: 'Pod', namespace: 'kube-system', name: `rke2-canal/${name}`} as const;
			const node = [thisNode(environment)];
			if (report.kind === 'notStarted') {
				yield finding(report.kind, report.data, subject, {evidence, affects: node});
				continue;
			}
			// Without calico-node the overlay goes on as it was.
			const affects =
				name === 'calico-node' ? [subject, {kind: 'File', name: '/var/lib/calico/nodename'} as const] : node;
			yield finding(report.kind, report.data, subject, {evidence, affects});
		}
	},
});
