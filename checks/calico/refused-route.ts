import {defineCheck, refusedPods, routeLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/refused-route',
	title: 'No route of others refuses a part of what Calico routes to another node',
	rationale:
		'Felix and BIRD route whole blocks of addresses. A narrower route wins against them, and one of the type blackhole, unreachable or prohibit, as fail2ban and security tools enter them for a single address, cuts off the pods in it, while sessions, tunnels and all other pods of that node are well. Routes that Calico refuses itself are left out.',
	when: {cni: ['calico']},
	needs: {routes: 'ip.route', nodes: 'kubernetes.nodes', self: 'rke2.node-name'},
	messages: {
		amid: {
			severity: 'critical',
			text: 'The {type} route {route} on this node takes packets to pods of {node}, which are behind {wider}: they end there',
			guide: {
				steps: [
					{text: 'ip{family} route show type {type}'},
					{text: 'ip{family} route del {type} {route}', changes: 'node'},
					{
						text: 'Find who entered it (fail2ban, a security tool, routes of the network configuration) and except the range of pods there, or it comes back',
						changes: 'node',
					},
				],
				links: ['calico/routing-table', 'rke2/requirements-networking'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({routes, nodes, self}, {finding}) {
		for (const {route, wider, node} of refusedPods(routes, nodes, self.name)) {
			yield finding(
				'amid',
				{
					...{type: route.type, route: route.destination, node: node.name, wider: wider.destination},
					family: route.family === 'ipv6' ? ' -6' : '',
				},
				{kind: 'Route', name: route.destination},
				{
					evidence: [
						{from: 'routes', excerpt: `${routeLine(route)}\n${routeLine(wider)}`},
						{from: 'nodes', excerpt: `${node.name}: ${node.internalIps.join(', ')}`},
					],
					about: [{kind: 'Node', name: node.name}],
				},
			);
		}
	},
});
