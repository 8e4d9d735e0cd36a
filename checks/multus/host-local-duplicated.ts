import {
	defineCheck,
	handingNetworks,
	isDividedAmongNodes,
	networkSubject,
	poolText,
	usersOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/host-local-duplicated',
	title: 'No two nodes hand out the same addresses of a network that joins them',
	rationale:
		'host-local remembers addresses per node: on a network that spans nodes, each node hands out the same ones, and two pods answer to one address.',
	when: {multus: true},
	needs: {
		...{networks: 'multus.networks', links: 'ip.link'},
		...{pods: 'multus.pods', elsewhere: 'multus.pods-elsewhere'},
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
	},
	*run({networks: {networks}, links, pods, elsewhere}, {finding}) {
		const handing = handingNetworks(networks, links);
		for (const entry of handing) {
			const {network, plugin, pools, ipam} = entry;
			const name = `${network.namespace}/${network.name}`;
			// A network without pods, or with those of one node alone, hands out nothing twice.
			const [here, there] = [pods, elsewhere].map(list =>
				usersOf(network, list).find(({phase}) => phase === 'Running'),
			);
			const isPerNode = plugin.ipamType === 'host-local' && !isDividedAmongNodes(entry, handing);
			if (isPerNode && here !== undefined && there !== undefined) {
				const range = pools.map(poolText).join(', ');
				yield finding('duplicated', {network: name, range, type: plugin.type}, networkSubject(network), {
					evidence: [
						{from: 'networks', excerpt: `${name}: ${plugin.type}, ${ipam?.type} ${range}`},
						{from: 'pods', excerpt: `${here.namespace}/${here.name} runs here and asks for it`},
						{
							from: 'elsewhere',
							excerpt: `${there.namespace}/${there.name} runs on another node and asks for it`,
						},
					],
				});
			}
		}
	},
});
