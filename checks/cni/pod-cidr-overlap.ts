import {defineCheck, isControlPlane, type OwnedCidr, overlappingCidrs} from 'rke2-netdoctor';

const shown = {text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'} as const;
const links = ['flannel/pod-cidr', 'rke2/select-cni'] as const;
const symptoms = [
	'overlay/vtep-duplicate#podCidr',
	'overlay/peer-network#bridge',
	'overlay/peer-route',
	'overlay/peer-neighbour#stale',
	'overlay/peer-unreachable',
	'service/stale-endpoint',
] as const;

type Pair = ReturnType<typeof overlappingCidrs>[number];

const pairsByOwner = (pairs: readonly Pair[]): ReadonlyMap<string, readonly Pair[]> => {
	const byOwner = new Map<string, Pair[]>();
	for (const pair of pairs) {
		for (const {owner} of pair) {
			const own = byOwner.get(owner) ?? [];
			own.push(pair);
			byOwner.set(owner, own);
		}
	}
	return byOwner;
};

const mostShown = 6;

export default defineCheck({
	id: 'cni/pod-cidr-overlap',
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
					shown,
					{text: 'Its role must not be etcd: kubectl get node {node}'},
					{text: 'kubectl drain {node} --ignore-daemonsets --delete-emptydir-data', changes: 'cluster'},
					{
						text: 'If it is an agent: kubectl delete node {node}',
						changes: 'cluster',
					},
					{
						text: 'There, so that it joins with a new pod CIDR: systemctl restart rke2-agent',
						changes: 'node',
					},
				],
				links,
			},
			explains: symptoms,
		},
		betweenServers: {
			severity: 'critical',
			text: 'The servers {node} ({cidr}) and {other} ({otherCidr}) have overlapping pod CIDRs',
			guide: {
				steps: [
					shown,
					{
						text: 'Do not delete the Node of a server that runs: RKE2 takes it out of etcd for good',
					},
					{
						text: 'Before anything else, on a server that stays: rke2 etcd-snapshot save',
						changes: 'node',
					},
					{
						text: 'Replace one of the two as a server is replaced, while the others keep the quorum of etcd: drain it, run rke2-uninstall.sh there, delete its Node only then, and let it join anew',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: symptoms,
		},
	},
	*run({nodes}, {finding}) {
		const owned = nodes.flatMap(({name, podCidrs}) => podCidrs.map(cidr => ({cidr, owner: name})));
		const servers = new Set(nodes.filter(isControlPlane).map(({name}) => name));
		const pairs = overlappingCidrs(owned);
		const involved = pairsByOwner(pairs);
		const overlapsOf = ({owner}: OwnedCidr): number => involved.get(owner)?.length ?? 0;
		const told = new Set<string>();
		for (const [outer, inner] of pairs) {
			// With a Node that leaves, its overlaps are gone.
			if (told.has(outer.owner) || told.has(inner.owner)) {
				continue;
			}
			// A server cannot leave the cluster as easily as an agent can; one that overlaps with several is the odd one.
			const isAgentOuter = servers.has(inner.owner) && !servers.has(outer.owner);
			const isOddOuter =
				servers.has(inner.owner) === servers.has(outer.owner) && overlapsOf(outer) > overlapsOf(inner);
			const [leaves, stays] = isAgentOuter || isOddOuter ? [outer, inner] : [inner, outer];
			told.add(leaves.owner);
			const ranges = [...new Set(involved.get(leaves.owner)?.flat())];
			const others = new Set(ranges.map(({owner}) => owner));
			others.delete(leaves.owner);
			const about = [...others].map(name => ({kind: 'Node', name}) as const);
			yield finding(
				servers.has(leaves.owner) ? 'betweenServers' : 'overlap',
				{node: leaves.owner, cidr: leaves.cidr, other: stays.owner, otherCidr: stays.cidr},
				{kind: 'Node', name: leaves.owner},
				{
					evidence: [
						{
							from: 'nodes',
							excerpt: ranges
								.slice(0, mostShown)
								.map(({owner, cidr}) => `${owner} spec.podCIDR ${cidr}`)
								.join('\n'),
						},
					],
					about,
					// Endpoints in a range that its Node no longer has look as if they were nobody's.
					affects: [{kind: 'Node', name: leaves.owner}, ...about, {kind: 'NetfilterRule', name: 'KUBE-SEP'}],
				},
			);
		}
	},
});
