import {defineCheck, operatorFaultOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/operator',
	title: 'A Cilium operator is ready in the cluster',
	rationale:
		'The operator registers the CRDs that agents wait for, hands out pod ranges in some modes, removes the taint of nodes that are ready, and clears what is left of nodes and pods. RKE2 asks for two on different nodes: in a cluster of one node the second one stays Pending, and that is fine.',
	when: {cni: ['cilium']},
	needs: {operators: 'cilium.operator', now: 'system.clock'},
	messages: {
		absent: {
			severity: 'critical',
			text: 'The cluster has no pod of the Cilium operator: new nodes do not come up, and nothing of the old ones is cleared',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get deployment cilium-operator'},
					{text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-cilium --tail 50'},
				],
				links: ['rke2/cilium', 'cilium/cluster-health'],
			},
			explains: ['cilium/taint', 'cilium/agent-waits#crds'],
		},
		unplaced: {
			severity: 'critical',
			text: 'No node takes the Cilium operator: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system describe pods -l io.cilium/app=operator'},
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints'},
					{
						text: 'If a taint keeps it away that is meant to stay, add it to operator.tolerations in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'If it is node.cloudprovider.kubernetes.io/uninitialized, the cloud controller manager must run first',
					},
				],
				links: ['rke2/helmchartconfig', 'rke2/cloud-controller', 'cilium/cluster-health'],
			},
			explains: ['cilium/taint', 'cilium/agent-waits#crds'],
		},
		notReady: {
			severity: 'critical',
			text: 'None of {count} {count:pod|pods} of the Cilium operator is ready: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system describe pods -l io.cilium/app=operator'},
					{text: 'kubectl -n kube-system logs -l io.cilium/app=operator --tail 50'},
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health'],
			},
			explains: ['cilium/taint', 'cilium/agent-waits#crds'],
		},
	},
	*run({operators, now}, {finding, environment}) {
		const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'cilium-operator'} as const;
		const affects = [subject, thisNode(environment)];
		const of = 'labelSelector=io.cilium';
		const fault = operatorFaultOf(operators, now);
		if (fault === undefined) {
			return;
		}
		if (fault.kind === 'absent') {
			const excerpt = 'no pod with the label io.cilium/app=operator in kube-system';
			yield finding('absent', {}, subject, {evidence: [{from: 'operators', of, excerpt}], affects});
			return;
		}
		const {kind, reason, count, excerpt} = fault;
		const details = {evidence: [{from: 'operators', of, excerpt}], affects} as const;
		yield kind === 'unplaced'
			? finding(kind, {reason}, subject, details)
			: finding(kind, {count, reason}, subject, details);
	},
});
