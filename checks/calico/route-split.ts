import {contains, defineCheck, isSameAddress, listNames, parseCidr, routeLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/route-split',
	title: 'Every block of pod addresses is routed to one node',
	rationale:
		'A block belongs to one node. When two BlockAffinities claim it, both nodes announce it, and BIRD elsewhere spreads connections over the two: those that reach the wrong one get no answer. Two ways to the same node are well, and so are addresses of services, which several nodes announce on purpose.',
	when: {cni: ['calico']},
	needs: {routes: 'ip.route', nodes: 'kubernetes.nodes', ranges: 'cluster.ranges'},
	messages: {
		shared: {
			severity: 'critical',
			text: 'Packets to {block} are spread over {owners}: one of them does not have these pods, and connections through it time out',
			guide: {
				steps: [
					{
						text: 'kubectl get blockaffinities -o custom-columns=NAME:.metadata.name,CIDR:.spec.cidr,NODE:.spec.node,STATE:.spec.state | grep {block}',
					},
					{
						text: 'kubectl get ipamblocks -o custom-columns=CIDR:.spec.cidr,AFFINITY:.spec.affinity | grep {block}: the node named there is the right one',
					},
					{text: 'Delete the BlockAffinity of the other node', changes: 'cluster'},
				],
				links: ['calico/routing-table', 'calico/troubleshooting'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({routes, nodes, ranges}, {finding}) {
		const pods = ranges.pods.flatMap(text => parseCidr(text) ?? []);
		const isOfPods = (destination: string): boolean => {
			const to = parseCidr(destination);
			return to !== undefined && pods.some(range => contains(range, to));
		};
		const ownerOf = (gateway: string): string | undefined =>
			nodes.find(({internalIps}) => internalIps.some(address => isSameAddress(address, gateway)))?.name;
		for (const route of routes.filter(({table, nexthops}) => table === 'main' && nexthops.length > 1)) {
			const owners = [...new Set(route.nexthops.flatMap(({gateway}) => (gateway && ownerOf(gateway)) ?? []))];
			if (owners.length < 2 || !isOfPods(route.destination)) {
				continue;
			}
			yield finding(
				'shared',
				{block: route.destination, owners: listNames(owners)},
				{kind: 'Route', name: route.destination},
				{
					evidence: [
						{
							from: 'routes',
							excerpt: `${routeLine(route)}${route.nexthops.map(({gateway, dev}) => ` nexthop via ${gateway} dev ${dev}`).join('')}`,
						},
					],
					about: owners.map(name => ({kind: 'Node', name}) as const),
				},
			);
		}
	},
});
