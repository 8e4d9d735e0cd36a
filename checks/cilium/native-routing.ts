import {
	type Cidr,
	ciliumPeersOf,
	contains,
	defineCheck,
	parseCidr,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/native-routing',
	title: 'With native routing a route leads to the pods of every other node',
	rationale:
		'With routingMode: native Cilium sends packets of pods unchanged, and the network must know where the pods of each node are. On one common network autoDirectNodeRoutes makes these routes on every node; anything else, such as routers or BGP, must be arranged, and without it packets go to the default gateway and are lost.',
	when: {cni: ['cilium'], backend: ['native']},
	needs: {
		nodes: 'kubernetes.nodes',
		routes: 'ip.route',
		configuration: 'cilium.configuration',
		health: 'cilium.health',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'No route leads to the pods of {node} ({cidr}), although Cilium is told to make it (autoDirectNodeRoutes)',
			guide: {
				steps: [
					{text: 'ip route get {gateway}: the node must be on a network that this node is on too'},
					{
						text: 'If nodes are on several networks, set autoDirectNodeRoutes: false and let routers carry the pod CIDRs, or use routingMode: tunnel',
						changes: 'cluster',
					},
					{
						text: 'ip route add {cidr} via {gateway} brings it back until the agent makes it again',
						changes: 'node',
					},
				],
				links: ['cilium/routing', 'rke2/chart-cilium'],
			},
			explains: ['cilium/peer'],
		},
		gateway: {
			severity: 'critical',
			text: 'Packets for the pods of {node} ({cidr}) go to the default gateway, and do not arrive: nothing on the way knows these pods',
			guide: {
				steps: [
					{text: 'ip route get {gateway}'},
					{
						text: 'If all nodes are on one network, set autoDirectNodeRoutes: true in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'Otherwise teach the routers the pod CIDR of each node, or remove routingMode: native',
						changes: 'cluster',
					},
				],
				links: ['cilium/routing', 'rke2/chart-cilium', 'rke2/helmchartconfig'],
			},
			explains: ['cilium/peer'],
		},
	},
	*run({nodes, routes, configuration, health}, {finding, environment}) {
		// Clouds give pods addresses that their own network knows.
		if (configuration.ipam !== 'kubernetes') {
			return;
		}
		const isDirect = configuration['auto-direct-node-routes'] === 'true';
		const main = routes.flatMap(route => {
			const range =
				route.table === 'main' && route.type === 'unicast' ? parseCidr(route.destination) : undefined;
			return range === undefined ? [] : [{route, range}];
		});
		const peers = ciliumPeersOf(health, nodes);
		const lost = peers.filter(({endpoint}) => endpoint === 'lost');
		const isKnown = (cidr: Cidr): boolean =>
			main.some(({range}) => range.prefix > 0 && contains(range, cidr));
		const unknownOf = (node: string) => {
			const {podCidrs = [], internalIps = []} = nodes.find(({name}) => name === node) ?? {};
			return podCidrs.flatMap(text => {
				const cidr = parseCidr(text);
				const gateway = internalIps.find(ip => ip.includes(':') === text.includes(':'));
				return cidr === undefined || gateway === undefined || isKnown(cidr) ? [] : [{text, cidr, gateway}];
			});
		};
		// That no other node is reached follows only where the way to each of them is missing.
		const isAlone =
			peers.length > 1 &&
			peers.every(({node, endpoint}) => endpoint === 'lost' && unknownOf(node).length > 0);
		const self = isAlone ? [thisNode(environment)] : [];
		for (const {node} of lost) {
			for (const {text, cidr, gateway} of unknownOf(node)) {
				const fallback = main.find(({range}) => range.prefix === 0 && range.family === cidr.family)?.route;
				const excerpt = fallback === undefined ? `no route to ${text}` : routeLine(fallback);
				const message = isDirect || fallback === undefined ? 'missing' : 'gateway';
				yield finding(
					message,
					{node, cidr: text, gateway},
					{kind: 'Route', name: text},
					{
						evidence: [{from: 'routes', excerpt}],
						about: [{kind: 'Peer', name: node}, {kind: 'Node', name: node}, ...self],
					},
				);
			}
		}
	},
});
