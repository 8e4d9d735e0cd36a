import {
	addressHolders,
	defineCheck,
	handingNetworks,
	isDividedAmongNodes,
	listNames,
	networkSubject,
	overlaps,
	ownersWithin,
	poolText,
	rangesInUse,
	usersOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/network-range',
	title: 'The addresses of secondary networks belong to nobody else',
	rationale:
		'host-local remembers addresses per node: on a network that spans nodes, each node hands out the same ones, and two pods answer to one address. Ranges of pods and services, and addresses of nodes, must not be handed out either: what is sent there then leaves by the wrong interface.',
	when: {multus: true},
	needs: {
		...{networks: 'multus.networks', nodes: 'kubernetes.nodes', links: 'ip.link'},
		...{ranges: 'cluster.ranges', addresses: 'ip.address', pods: 'multus.pods'},
		elsewhere: 'multus.pods-elsewhere',
	},
	messages: {
		duplicated: {
			severity: 'warning',
			text: 'Each node hands out the same addresses of {range} for the network {network}: host-local keeps them per node, and {type} joins the nodes',
			guide: {
				steps: [
					{text: 'kubectl get pods -A -o yaml | grep -A9 network-status, and compare the addresses of net1'},
					{
						text: 'Use whereabouts as IPAM in the NetworkAttachmentDefinition, with rke2-whereabouts.enabled: true in the HelmChartConfig rke2-multus',
						changes: 'cluster',
					},
					{
						text: 'Or make one definition per node, each with a rangeStart and rangeEnd of its own',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-ipam', 'multus/host-local'],
			},
		},
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
	*run({networks: {networks}, nodes, links, ranges, addresses, pods, elsewhere}, {finding, environment}) {
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
			// A network without pods, or with those of one node alone, hands out nothing twice.
			const [here, there] = [pods, elsewhere].map(list =>
				usersOf(network, list).find(({phase}) => phase === 'Running'),
			);
			const isPerNode = plugin.ipamType === 'host-local' && !isDividedAmongNodes(entry, handing);
			if (isPerNode && here !== undefined && there !== undefined) {
				yield finding('duplicated', {network: name, range, type: plugin.type}, subject, {
					evidence: [
						...evidence,
						{from: 'pods', excerpt: `${here.namespace}/${here.name} here has an address of it`},
						{from: 'elsewhere', excerpt: `${there.namespace}/${there.name} on another node, too`},
					],
				});
			}
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
