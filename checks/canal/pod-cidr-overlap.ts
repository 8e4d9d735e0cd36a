import {defineCheck, overlappingCidrs} from 'rke2-netdoctor';

export default defineCheck({
	id: 'canal/pod-cidr-overlap',
	title: 'No two Nodes have overlapping pod CIDRs',
	rationale:
		'Each Node must have pod addresses of its own: where two ranges overlap, pods on both nodes have the same addresses, and all other nodes send their packets to one of the two. It comes from leases of an old cluster or from pod CIDRs that were edited by hand.',
	when: {cni: ['canal', 'flannel']},
	needs: {nodes: 'kubernetes.nodes'},
	messages: {
		overlap: {
			severity: 'critical',
			text: 'The Nodes {node} ({cidr}) and {other} ({otherCidr}) have overlapping pod CIDRs',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{text: 'kubectl drain {node} --ignore-daemonsets --delete-emptydir-data', changes: 'cluster'},
					{
						text: 'kubectl delete node {node}, then restart RKE2 there, so that it joins with a new pod CIDR',
						changes: 'cluster',
					},
				],
				links: ['flannel/pod-cidr', 'rke2/select-cni'],
			},
			explains: ['canal/blackhole-route', 'overlay/vtep-duplicate#podCidr', 'overlay/peer-unreachable'],
		},
	},
	*run({nodes}, {finding}) {
		const owned = nodes.flatMap(({name, podCidrs}) => podCidrs.map(cidr => ({cidr, owner: name})));
		const told = new Set<string>();
		for (const [outer, inner] of overlappingCidrs(owned)) {
			if (told.has(inner.owner)) {
				continue;
			}
			told.add(inner.owner);
			yield finding(
				'overlap',
				{node: inner.owner, cidr: inner.cidr, other: outer.owner, otherCidr: outer.cidr},
				{kind: 'Node', name: inner.owner},
				{
					evidence: [
						{
							from: 'nodes',
							excerpt: `${outer.owner} spec.podCIDR ${outer.cidr}\n${inner.owner} spec.podCIDR ${inner.cidr}`,
						},
					],
					about: [{kind: 'Node', name: outer.owner}],
				},
			);
		}
	},
});
