import {defineCheck, thisNode} from 'rke2-netdoctor';

/** https://github.com/tigera/operator/blob/master/api/v1/tigerastatus_types.go */
const refusals = ['InvalidConfigurationError', 'ResourceValidationError'];
const subject = {kind: 'Installation', name: 'default'} as const;

export default defineCheck({
	id: 'calico/installation',
	title: 'The Installation of Calico exists and the operator has taken it up',
	rationale:
		'The chart rke2-calico brings an operator and an Installation; from that one object the operator makes all the rest. Without it, or with one that the operator refuses, there is no calico-node, or it stays as it was while the values say something else.',
	when: {cni: ['calico']},
	needs: {found: 'calico.installation'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'There is no Installation "default": the Tigera operator has nothing to make Calico from',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-calico --tail 30'},
					{text: 'kubectl get crd installations.operator.tigera.io'},
					{
						text: 'Check that the HelmChartConfig rke2-calico does not set installation.enabled: false',
					},
					{
						text: 'If an upgrade or a failed job has taken it away: once all servers run the same RKE2, have its chart installed again: kubectl -n kube-system delete job helm-install-rke2-calico-crd helm-install-rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/installation-api', 'rke2/calico', 'rke2/helmchartconfig'],
			},
			explains: ['calico/pod#absent', 'calico/tigera-status', 'cni/network-unavailable'],
		},
		deleted: {
			severity: 'critical',
			text: 'The Installation "default" is being deleted: the Tigera operator takes Calico off every node',
			guide: {
				steps: [
					{text: 'kubectl get installation default -o yaml'},
					{text: 'kubectl -n kube-system get jobs,pods -l helmcharts.helm.cattle.io/chart=rke2-calico'},
				],
				links: ['calico/installation-api', 'rke2/helmchartconfig'],
			},
			explains: ['calico/tigera-status'],
		},
		refused: {
			severity: 'critical',
			text: 'The Tigera operator does not take up the Installation: {reason}',
			guide: {
				steps: [
					{text: 'kubectl get installation default -o yaml'},
					{
						text: 'Correct the value in the HelmChartConfig rke2-calico; calico-node goes on with what it has until then',
						changes: 'cluster',
					},
				],
				links: ['calico/installation-api', 'rke2/chart-calico', 'rke2/helmchartconfig'],
			},
			explains: ['calico/tigera-status'],
		},
	},
	*run({found: {installation}}, {finding, environment}) {
		if (installation === undefined) {
			yield finding('missing', {}, subject, {
				evidence: [{from: 'found', excerpt: 'installations "default" not found'}],
				affects: [thisNode(environment)],
			});
			return;
		}
		const {isBeingDeleted, conditions} = installation;
		const affects = [subject, {kind: 'TigeraStatus', name: 'calico'}] as const;
		if (isBeingDeleted) {
			yield finding('deleted', {}, subject, {
				evidence: [{from: 'found', excerpt: 'metadata.deletionTimestamp is set'}],
				affects,
			});
			return;
		}
		const degraded = conditions.find(({type, status}) => type === 'Degraded' && status === 'True');
		const {reason = '', message = ''} = degraded ?? {};
		if (degraded !== undefined && refusals.includes(reason)) {
			yield finding('refused', {reason: message || reason}, subject, {
				evidence: [{from: 'found', excerpt: `Degraded True ${reason} ${message}`}],
				affects,
			});
		}
	},
});
