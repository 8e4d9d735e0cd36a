import {defineCheck, networkComplaintsOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/network-unavailable',
	title: 'The Node object does not say that its network is missing',
	rationale:
		'Kubernetes does not schedule pods to a Node whose network is unavailable or whose kubelet says that the network plugin is not ready. This is what the cluster sees; the cause is nearly always another finding.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {node: 'kubernetes.node', settled: 'rke2.settled'},
	messages: {
		unavailable: {
			severity: 'critical',
			text: 'The Node {node} has the condition NetworkUnavailable: {reason}',
			guide: {
				steps: [
					{text: 'kubectl describe node {node}'},
					{
						text: 'kubectl get pods -A -o wide --field-selector spec.nodeName={node} | grep -E "canal|flannel|calico"',
					},
					{
						text: 'If it is about a route (NoRouteCreated): a cloud controller manager tries to make routes in the network of the cloud, which the CNIs of RKE2 do not need: --configure-cloud-routes=false in its arguments',
						changes: 'cluster',
					},
				],
				links: ['rke2/network-options', 'kubernetes/debug-cluster'],
			},
		},
		tainted: {
			severity: 'critical',
			text: 'The Node {node} has the taint {reason}, although no condition of it says that its network is missing: new pods are not scheduled here',
			guide: {
				steps: [
					{text: 'kubectl describe node {node} | grep -A 3 Taints'},
					{
						text: 'kubectl taint node {node} {reason}-: kube-controller-manager takes it away itself where it runs',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/taints', 'kubernetes/debug-cluster'],
			},
		},
		notReady: {
			severity: 'critical',
			text: 'The Node {node} is not ready because of its network: {reason}',
			guide: {
				steps: [
					{text: 'kubectl describe node {node}'},
					{text: 'crictl info | grep -E "lastCNILoadStatus|NetworkReady"'},
				],
				links: ['kubernetes/network-plugins', 'kubernetes/debug-cluster'],
			},
		},
	},
	*run({node}, {finding, environment}) {
		for (const {kind, reason, excerpt} of networkComplaintsOf(node)) {
			yield finding(
				kind,
				{node: node.name, reason},
				{kind: 'Node', name: node.name},
				{evidence: [{from: 'node', excerpt}], affects: [thisNode(environment)]},
			);
		}
	},
});
