import {defineCheck, operatorFaultOf, runsElsewhere, thisNode} from 'rke2-netdoctor';

const pods = {text: 'kubectl -n tigera-operator get deployments,replicasets,pods -o wide'} as const;
const links = ['calico/operator-status', 'rke2/calico', 'kubernetes/debug-cluster'] as const;
/** What the operator of RKE2's chart makes. */
const calicoNode = {namespace: 'calico-system', label: 'k8s-app=calico-node'};
/** What nobody makes, on this node as on all others. */
const explains = [
	'calico/pod#absent',
	'calico/tigera-status',
	'cni/configuration-missing',
	'cni/plugin-missing',
	'cni/network-unavailable',
	'calico/nodename',
] as const;

export default defineCheck({
	id: 'calico/operator',
	title: 'The Tigera operator is ready in the cluster',
	rationale:
		'The chart rke2-calico brings only tigera-operator; it is the operator that makes calico-node, Typha, roles and pools. Without it a new cluster gets no network. One that has been made goes on, but no change of values, certificate or Typha reaches it.',
	when: {cni: ['calico']},
	needs: {operators: 'calico.operator', pods: 'crictl.pods', now: 'system.clock'},
	messages: {
		absent: {
			severity: 'warning',
			text: 'The cluster has no pod of the Tigera operator: nothing makes, repairs or upgrades Calico',
			guide: {
				steps: [
					pods,
					{
						text: 'kubectl -n tigera-operator get events: an admission such as PodSecurity may refuse its pods, as PodSecurityPolicies of the CIS profile did before RKE2 1.25',
					},
					{text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-calico --tail 50'},
				],
				links,
			},
			explains,
		},
		unplaced: {
			severity: 'warning',
			text: 'No node takes the Tigera operator: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n tigera-operator describe pods'},
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints'},
					{
						text: 'Correct tolerations, nodeSelector or affinity in the HelmChartConfig rke2-calico: the chart tolerates every taint by itself',
						changes: 'cluster',
					},
				],
				links: ['rke2/chart-calico', ...links],
			},
			explains,
		},
		notReady: {
			severity: 'warning',
			text: 'The Tigera operator is not ready, and nothing makes, repairs or upgrades Calico: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n tigera-operator logs deployment/tigera-operator --tail 50'},
					{text: 'kubectl -n tigera-operator describe pods'},
					{
						text: 'With kube-proxy disabled it needs kubernetesServiceEndpoint.host and port in the HelmChartConfig rke2-calico, or it does not reach the API',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({operators, pods, now}, {finding, environment}) {
		const fault = operatorFaultOf(operators, now);
		const subject = {kind: 'Deployment', namespace: 'tigera-operator', name: 'tigera-operator'} as const;
		const affects = [subject, thisNode(environment), {kind: 'TigeraStatus', name: 'calico'} as const];
		if (fault === undefined || runsElsewhere(calicoNode, pods)) {
			return;
		}
		if (fault.kind === 'absent') {
			const excerpt = 'no pod with the label k8s-app=tigera-operator in tigera-operator';
			yield finding('absent', {}, subject, {evidence: [{from: 'operators', excerpt}], affects});
			return;
		}
		const {kind, reason, excerpt} = fault;
		yield finding(kind, {reason}, subject, {evidence: [{from: 'operators', excerpt}], affects});
	},
});
