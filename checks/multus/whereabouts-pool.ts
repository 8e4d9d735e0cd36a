import {
	addressCount,
	addressPoolsOf,
	defineCheck,
	networkOf,
	networkSubject,
	overlaps,
	parseCidr,
	podSubject,
	poolSize,
	usersOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/whereabouts-pool',
	title: 'The address pools of Whereabouts have room',
	rationale:
		'Whereabouts notes each address in an IPPool and takes it back when the pod ends. After a node was lost or a pod was killed the note stays until the reconciler removes it; a small range is then full of addresses that nobody uses, and new pods cannot start.',
	when: {multus: true, role: ['server']},
	needs: {pools: 'whereabouts.pools', networks: 'multus.networks'},
	wants: {pods: 'multus.pods'},
	messages: {
		full: {
			severity: 'warning',
			text: 'The range {range} of Whereabouts is full: {count} of {size} addresses are given away, and new pods of {network} cannot start',
			guide: {
				steps: [
					{
						text: 'kubectl -n {namespace} get ippools.whereabouts.cni.cncf.io {pool} -o yaml, and look for a podref whose pod is gone',
					},
					{
						text: 'kubectl -n kube-system get pods | grep whereabouts: its reconciler frees what pods that are gone have left',
					},
					{
						text: 'Remove such entries from spec.allocations, or make the range larger in the NetworkAttachmentDefinition',
						changes: 'cluster',
					},
				],
				links: ['multus/whereabouts', 'rke2/multus-ipam'],
			},
			explains: ['multus/ipam-failures#poolFull'],
		},
	},
	*run({pools, networks: {networks}, pods = []}, {finding}) {
		const users = networks.flatMap(network => {
			const plugins = network.config?.ok ? network.config.value.plugins : [];
			return plugins
				.filter(({ipamType}) => ipamType === 'whereabouts')
				.flatMap(addressPoolsOf)
				.map(range => ({network, range}));
		});
		for (const {name, namespace, range, allocations} of pools) {
			const cidr = parseCidr(range);
			const using = users.filter(user => cidr !== undefined && overlaps(user.range.subnet, networkOf(cidr)));
			const [first] = using;
			// Several definitions may share a pool, each with its own part of the range.
			if (cidr === undefined || first === undefined || using.length > 1) {
				continue;
			}
			const size = poolSize(first.range);
			if (BigInt(allocations.length) >= size && size < addressCount(cidr) + 1n) {
				const network = `${first.network.namespace}/${first.network.name}`;
				const podrefs = allocations.flatMap(({pod}) => pod ?? []).slice(0, 8);
				yield finding(
					'full',
					{range, count: allocations.length, size: Number(size), network, namespace, pool: name},
					{kind: 'AddressRange', name: range},
					{
						evidence: [
							{from: 'pools', excerpt: `${name}: ${allocations.length} allocations\n${podrefs.join('\n')}`},
						],
						about: [networkSubject(first.network)],
						affects: [networkSubject(first.network), ...usersOf(first.network, pods).map(podSubject)],
					},
				);
			}
		}
	},
});
