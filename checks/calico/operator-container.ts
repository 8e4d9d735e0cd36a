import {containerReportsOf, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/operator-container',
	title: 'The Tigera operator stays up where it runs on this node',
	rationale:
		'The operator ends when a kind that it watches is not there or may not be read, or when it does not reach the API. Calico goes on with what it has, and takes up no change; a new node gets nothing. Only the node where it runs has its log.',
	when: {cni: ['calico']},
	needs: {operator: 'calico.operator-containers', now: 'system.clock'},
	wants: {logs: 'calico.operator-logs'},
	messages: {
		crashing: {
			severity: 'warning',
			text: 'The Tigera operator on this node does not stay up: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name tigera-operator | head -1)'},
					{
						text: '"no matches for kind", "caches to sync": a kind is missing, as after an upgrade that stopped halfway: kubectl get crd | grep tigera; have its chart installed again: kubectl -n kube-system delete job helm-install-rke2-calico-crd helm-install-rke2-calico',
						changes: 'cluster',
					},
					{
						text: '"forbidden": its role is of another release, which the same brings back; "dial tcp": with kube-proxy disabled it needs kubernetesServiceEndpoint in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/operator-status', 'rke2/calico', 'rke2/chart-calico'],
			},
			explains: ['calico/operator#notReady'],
		},
	},
	*run({operator: {pod}, now, logs}, {finding, environment}) {
		const subject = {kind: 'Deployment', namespace: 'tigera-operator', name: 'tigera-operator'} as const;
		for (const report of containerReportsOf('operator', ['tigera-operator'], {pod, now, logs})) {
			if (report.kind === 'crashing' || report.kind === 'stopped') {
				yield finding('crashing', {how: report.data.how}, subject, {
					evidence: report.evidence,
					affects: [subject, thisNode(environment)],
				});
			}
		}
	},
});
