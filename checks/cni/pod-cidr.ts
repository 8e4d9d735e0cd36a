import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/pod-cidr',
	title: 'This Node was given a pod CIDR',
	rationale:
		'On Canal and Flannel the addresses of pods come from the range in spec.podCIDR, which the controller manager assigns to each Node from the cluster CIDR. Without one flanneld does not start; the cluster CIDR may be used up, or the controller manager not working.',
	when: {cni: ['canal', 'flannel']},
	needs: {node: 'kubernetes.node'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The Node {node} has no pod CIDR: flanneld cannot start, and no pod here can get an address',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{
						text: 'The cluster CIDR may be used up: kubectl get events -A --field-selector reason=CIDRNotAvailable',
					},
					{
						text: 'If it is: delete Nodes that no longer exist (kubectl delete node NAME), which gives their ranges back; a running cluster gets no larger cluster-cidr',
						changes: 'cluster',
					},
					{
						text: 'If no Node has one: on the servers, grep -rn allocate-node-cidrs /etc/rancher/rke2/; take it out of kube-controller-manager-arg and restart rke2-server',
						changes: 'cluster',
					},
					{
						text: 'Otherwise, on the servers: crictl logs --tail 50 $(crictl ps -q --name kube-controller-manager), which says why it assigns none. flanneld starts by itself once the Node has a range',
					},
				],
				links: ['flannel/pod-cidr', 'rke2/server-config'],
			},
			explains: [
				'flannel/log#podCidrMissing',
				'canal/container',
				'flannel/container',
				'cni/network-unavailable',
			],
		},
	},
	*run({node}, {finding, environment}) {
		if (node.podCidrs.length === 0) {
			yield finding(
				'missing',
				{node: node.name},
				{kind: 'Node', name: node.name},
				{evidence: [{from: 'node', excerpt: 'spec.podCIDR: (none)'}], affects: [thisNode(environment)]},
			);
		}
	},
});
