import {containerReportsOf, defineCheck, thisNode, whereDenied, whereLinkedAway} from 'rke2-netdoctor';

const unattended = [
	'calico/nodename',
	'cni/network-unavailable',
	'cni/calico-kubeconfig',
	'cni/pod-failures#failing',
	'cni/pod-removal#agent',
	'cni/pod-removal#apiRefuses',
	'cni/plugin-failures#kubeconfigMissing',
	'calico/vxlan-device#missing',
	'calico/block-routes',
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
] as const;
const uninstalled = [
	...unattended,
	'cni/configuration-missing',
	'cni/plugin-missing',
	'cni/loopback-missing',
] as const;

export default defineCheck({
	id: 'calico/container',
	title: 'The container calico-node runs',
	rationale:
		'Without calico-node this node does not learn of new nodes, blocks of addresses and policies, and new pods get no rules. A container that was restarted long ago, or by an upgrade, is well.',
	when: {cni: ['calico']},
	needs: {calico: 'calico.containers', now: 'system.clock'},
	wants: {logs: 'calico.logs'},
	messages: {
		initFailed: {
			severity: 'critical',
			text: 'The init container {container} of calico-node failed: {how}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -aq --name {container} | head -1)'},
					whereDenied,
					whereLinkedAway,
					{
						text: 'If it could not reach the service address of the API: look at kube-proxy and at the firewall of this node',
					},
				],
				links: ['calico/component-logs', 'rke2/calico'],
			},
			explains: uninstalled,
		},
		notStarted: {
			severity: 'critical',
			text: 'The calico-node pod has been there for {minutes} minutes without starting {container}',
			guide: {
				steps: [
					{
						text: 'kubectl -n calico-system describe pods -l k8s-app=calico-node, and look at the events: image, ConfigMap, PodSecurity',
					},
					{text: 'crictl images | grep calico; ls /var/lib/rancher/rke2/agent/images'},
				],
				links: ['rke2/calico', 'kubernetes/debug-cluster'],
			},
			explains: uninstalled,
		},
		crashing: {
			severity: 'critical',
			text: 'The container {container} ends again and again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{
						text: 'kubectl -n calico-system describe pods -l k8s-app=calico-node, and look at the one of this node',
					},
				],
				links: ['calico/component-logs', 'calico/troubleshooting', 'rke2/calico'],
			},
			explains: unattended,
		},
		stopped: {
			severity: 'critical',
			text: 'The container {container} does not run, and nothing starts it again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
				],
				links: ['rke2/calico', 'rke2/logging'],
			},
			explains: unattended,
		},
		ended: {
			severity: 'info',
			text: 'The container {container} has just ended and is about to be started again: {how}',
			guide: {steps: [{text: 'Look again in two minutes'}], links: ['rke2/calico']},
		},
	},
	*run({calico: {pod}, now, logs}, {finding, environment}) {
		const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
		for (const report of containerReportsOf('calico', ['calico-node'], {pod, now, logs})) {
			const {kind, evidence} = report;
			const details = {evidence, affects: [kind === 'ended' ? subject : thisNode(environment)]};
			yield report.kind === 'notStarted'
				? finding(report.kind, report.data, subject, details)
				: finding(report.kind, report.data, subject, details);
		}
	},
});
