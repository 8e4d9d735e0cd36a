import {
	addressHolders,
	defineCheck,
	handingNetworks,
	listNames,
	networkSubject,
	overlaps,
	ownersWithin,
	poolText,
	rangesInUse,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/network-range',
	title: 'The addresses of secondary networks belong to nobody else',
	rationale:
		'Ranges of pods and services, and addresses of nodes, must not be handed out: what is sent there then leaves by the wrong interface.',
	when: {multus: true},
	needs: {
		...{networks: 'multus.networks', nodes: 'kubernetes.nodes', links: 'ip.link'},
		...{ranges: 'cluster.ranges', addresses: 'ip.address'},
	},
	messages: {
		ofCluster: {
			severity: 'warning',
			text: 'The network {network} hands out {range}, which overlaps the {users} {other} of this cluster',
			guide: {
				steps: [
					{text: 'Give the NetworkAttachmentDefinition a range that nothing else uses', changes: 'cluster'},
				],
				links: ['rke2/multus-ipam', 'multus/network-attachment-definition'],
			},
		},
		ofNode: {
			severity: 'warning',
			text: 'The network {network} can hand out {address}, the address of the node {node}',
			guide: {
				steps: [
					{
						text: 'Limit the range with rangeStart and rangeEnd (host-local) or exclude (whereabouts) in the NetworkAttachmentDefinition, or give another address there (static)',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-ipam', 'multus/host-local'],
			},
		},
	},
	*run({networks: {networks}, nodes, links, ranges, addresses}, {finding, environment}) {
		const handing = handingNetworks(networks, links);
		const used = rangesInUse(ranges, nodes);
		const holders = addressHolders(nodes, addresses, environment.nodeName.value ?? '');
		for (const entry of handing) {
			const {network, plugin, pools, ipam} = entry;
			const name = `${network.namespace}/${network.name}`;
			const subject = networkSubject(network);
			const range = pools.map(poolText).join(', ');
			const evidence = [
				{from: 'networks', excerpt: `${name}: ${plugin.type}, ${ipam?.type} ${range}`},
			] as const;
			const taken = used.find(({cidr}) => pools.some(({subnet}) => overlaps(subnet, cidr)));
			if (taken !== undefined) {
				const other = poolText({subnet: taken.cidr});
				yield finding('ofCluster', {network: name, range, users: taken.users, other}, subject, {evidence});
				continue;
			}
			const owners = ownersWithin(entry, holders);
			const [owner] = owners;
			if (owner !== undefined) {
				const node = listNames(owners.map(({node: holder}) => holder));
				yield finding('ofNode', {network: name, address: owner.address, node}, subject, {evidence});
			}
		}
	},
});
