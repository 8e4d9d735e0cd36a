import {
	type Cidr,
	type CiliumStatus,
	ciliumPoolsOf,
	contains,
	defineCheck,
	formatCidr,
	listNames,
	parseCidr,
	thisNode,
} from 'rke2-netdoctor';

/** https://docs.cilium.io/en/stable/network/concepts/ipam/cluster-pool/ */
const ownPool = '10.0.0.0/8';

/** What the agent says of the ranges that it gives pods addresses from, where it names any. */
const rangesIn = ({ipam}: CiliumStatus): readonly {readonly text: string; readonly range: Cidr}[] =>
	(ipam?.pools ?? []).flatMap(({range: text = ''}) => {
		const range = parseCidr(text);
		return range === undefined ? [] : [{text, range}];
	});

/** Also not where nothing of that family is known. */
const isOutside = (range: Cidr, ranges: readonly Cidr[]): boolean => {
	const ofFamily = ranges.filter(({family}) => family === range.family);
	return ofFamily.length > 0 && !ofFamily.some(cidr => contains(cidr, range));
};

export default defineCheck({
	id: 'cilium/pod-cidr',
	title: 'Cilium gives pods addresses from the range of this Node',
	rationale:
		'RKE2 sets ipam.mode to kubernetes, with which Cilium uses spec.podCIDR of the Node. With cluster-pool it takes ranges of its own, by default from 10.0.0.0/8: kube-proxy, policies and routers then go by another cluster CIDR than pods have, and two clusters or the network of the nodes may overlap.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', node: 'kubernetes.node', configuration: 'cilium.configuration'},
	messages: {
		different: {
			severity: 'warning',
			text: 'Pods on this node get addresses of {range}, but the Node has {assigned}: Cilium does not use the ranges of the cluster{mode}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep ipam'},
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{
						text: 'A running cluster cannot change its IPAM mode: build a new one without ipam in the HelmChartConfig rke2-cilium, or keep the mode and make its pool the cluster-cidr',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipam-kubernetes', 'cilium/ipam', 'rke2/helmchartconfig'],
			},
		},
		formerPool: {
			severity: 'info',
			text: 'Pods on this node get addresses of {range}, which is not in the pool that Cilium is told now ({pool}): nodes that have a range keep it, only new ones take theirs from the new pool. That works, except where a firewall, a route or ipv4NativeRoutingCIDR names the new pool alone',
			guide: {
				steps: [
					{text: 'kubectl get ciliumnodes -o custom-columns=NAME:.metadata.name,RANGE:.spec.ipam.podCIDRs'},
					{
						text: 'Put the former range back as the first of ipam.operator.clusterPoolIPv4PodCIDRList in the HelmChartConfig rke2-cilium: ranges may be added there, and must not be changed',
						changes: 'cluster',
					},
					{
						text: 'To leave it all the same: drain this node, kubectl delete ciliumnode {node} and reboot at once, since pods that a drain leaves keep their former addresses otherwise; one node after the other',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipam', 'rke2/helmchartconfig', 'rke2/chart-cilium'],
			},
		},
	},
	*run({status, node, configuration}, {finding, environment}) {
		const excerpt = `ipam: ${status.ipam?.text ?? ''}`;
		const about = [thisNode(environment)];
		// Who names a pool has chosen it; that of Cilium itself takes whoever only names the mode by surprise.
		const pool = configuration['cluster-pool-ipv4-cidr'];
		if (pool !== undefined && pool !== ownPool) {
			const pools = ciliumPoolsOf(configuration).flatMap(({ranges}) => ranges);
			for (const {text, range} of rangesIn(status).filter(one => isOutside(one.range, pools))) {
				const told = listNames(pools.filter(({family}) => family === range.family).map(formatCidr));
				yield finding(
					'formerPool',
					{range: text, pool: told, node: node.name},
					{kind: 'AddressRange', name: text},
					{
						evidence: [
							{from: 'status', excerpt},
							{from: 'configuration', of: 'cilium-config', excerpt: `ipam: cluster-pool, pool ${told}`},
						],
						about,
					},
				);
			}
			return;
		}
		const assigned = node.podCidrs.flatMap(text => parseCidr(text) ?? []);
		const mode = configuration.ipam === undefined ? '' : ` (ipam: ${configuration.ipam})`;
		for (const {text} of rangesIn(status).filter(({range}) => isOutside(range, assigned))) {
			yield finding(
				'different',
				{range: text, assigned: listNames(node.podCidrs), mode},
				{kind: 'AddressRange', name: text},
				{
					evidence: [
						{from: 'status', excerpt},
						{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
					],
					about,
				},
			);
		}
	},
});
