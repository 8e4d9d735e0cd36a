import {contains, defineCheck, formatCidr, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/cluster-cidr-exhausted',
	title: 'The cluster CIDR has a range left for this Node',
	rationale:
		'The controller manager cuts the cluster CIDR into equal ranges, one for each Node. Once there are as many Nodes as ranges, a new Node gets none, and no pod on it an address; neither value can be changed later.',
	when: {cni: ['canal', 'flannel', 'cilium']},
	needs: {node: 'kubernetes.node', nodes: 'kubernetes.nodes', helm: 'kubernetes.helm'},
	messages: {
		exhausted: {
			severity: 'critical',
			text: 'The cluster CIDR {range} is used up: cut into ranges of /{size}, it has {blocks}, and {used} other Nodes have them; this Node got none',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{text: 'kubectl get events -A --field-selector reason=CIDRNotAvailable'},
					{
						text: 'Delete Nodes that no longer exist: kubectl delete node NAME gives their range back; then restart RKE2 on this node',
						changes: 'cluster',
					},
					{
						text: 'For more Nodes than that, build a new cluster with a larger cluster-cidr, or with kube-controller-manager-arg {option} larger than {size}: RKE2 does not support changing either',
						changes: 'cluster',
					},
				],
				links: ['rke2/server-config', 'rke2/select-cni', 'flannel/pod-cidr'],
			},
			explains: ['cni/pod-cidr'],
		},
	},
	*run({node, nodes, helm}, {finding, environment}) {
		if (node.podCidrs.length > 0) {
			return;
		}
		const chart = helm.charts.find(({set}) => set['global.clusterCIDR'] !== undefined);
		const cluster = chart?.set['global.clusterCIDR'] ?? '';
		const ranges = cluster.split(',').flatMap(text => parseCidr(text.trim()) ?? []);
		for (const range of ranges) {
			const taken = nodes
				.flatMap(({podCidrs}) => podCidrs.flatMap(text => parseCidr(text) ?? []))
				.filter(cidr => cidr.family === range.family && contains(range, cidr));
			const [first] = taken;
			const isEqual = first !== undefined && taken.every(({prefix}) => prefix === first.prefix);
			const blocks = isEqual ? 2 ** (first.prefix - range.prefix) : Number.POSITIVE_INFINITY;
			if (first !== undefined && taken.length >= blocks) {
				yield finding(
					'exhausted',
					{
						...{range: formatCidr(range), size: first.prefix, blocks, used: taken.length},
						// With two families the controller manager does not take the option without one.
						option: `node-cidr-mask-size${ranges.length > 1 ? `-${range.family}` : ''}`,
					},
					{kind: 'AddressRange', name: cluster},
					{
						evidence: [
							{from: 'helm', excerpt: `${chart?.name} spec.set["global.clusterCIDR"]: ${cluster}`},
							{from: 'nodes', excerpt: `${taken.length} Nodes with a range of /${first.prefix} each`},
							{from: 'node', excerpt: 'spec.podCIDR: (none)'},
						],
						about: [{kind: 'Node', name: node.name}],
						affects: [thisNode(environment)],
					},
				);
				return;
			}
		}
	},
});
