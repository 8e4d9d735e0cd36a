import {containerReportsOf, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/operator-container',
	title: 'The Cilium operator stays up where it runs on this node',
	rationale:
		'The operator ends when it does not reach the API, may not do what it must, or has no permissions in the cloud that gives pods their addresses. Nodes that are up go on; new ones, and new ranges, wait for it. Only the node where it runs has its log.',
	when: {cni: ['cilium']},
	needs: {operator: 'cilium.operator-containers', now: 'system.clock'},
	wants: {logs: 'cilium.operator-logs'},
	messages: {
		crashing: {
			severity: 'warning',
			text: 'The Cilium operator on this node does not stay up: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name cilium-operator | head -1)'},
					{
						text: '"Unable to contact k8s api-server": k8sServiceHost and k8sServicePort in the HelmChartConfig rke2-cilium must be right for this node, too; localhost and 6443 are on every node of RKE2',
						changes: 'cluster',
					},
					{
						text: '"forbidden": have the chart installed again, which brings its role: kubectl -n kube-system delete job helm-install-rke2-cilium; "address already in use": another program has its port 9234 or 9963',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health', 'rke2/cilium'],
			},
			explains: ['cilium/operator#notReady'],
		},
	},
	*run({operator: {pod}, now, logs}, {finding, environment}) {
		const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'cilium-operator'} as const;
		for (const report of containerReportsOf('operator', ['cilium-operator'], {pod, now, logs})) {
			if (report.kind === 'crashing' || report.kind === 'stopped') {
				yield finding('crashing', {how: report.data.how}, subject, {
					evidence: report.evidence,
					affects: [subject, thisNode(environment)],
				});
			}
		}
	},
});
