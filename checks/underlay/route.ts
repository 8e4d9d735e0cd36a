import {
	defineCheck,
	listNames,
	lookupRoute,
	type RouteLookup,
	type RoutingRule,
	routeLine,
	routingOf,
	ruleLine,
	thisNode,
} from 'rke2-netdoctor';

/** Anything at all; then what a routing rule may pick out: the API, the supervisor of RKE2, the kubelet. */
const asked = [{}, ...[6443, 9345, 10_250].map(port => ({protocol: 'tcp', port}) as const)] as const;

const whatOf = ({ipProtocol, destinationPorts}: RoutingRule): string =>
	ipProtocol === undefined && destinationPorts === undefined
		? 'anything'
		: `what goes to ${[ipProtocol?.toUpperCase() ?? '', destinationPorts === undefined ? '' : `port ${destinationPorts.first}`].join(' ').trim()}`;

const isRefused = (
	found: RouteLookup,
): found is Extract<RouteLookup, {readonly kind: 'blackhole' | 'unreachable' | 'prohibit'}> =>
	found.kind === 'blackhole' || found.kind === 'unreachable' || found.kind === 'prohibit';

export default defineCheck({
	id: 'underlay/route',
	title: 'This node has a way to the addresses of the other nodes',
	rationale:
		'A route or routing rule of the type blackhole, unreachable or prohibit refuses packets before they leave. Tools that ban addresses, such as fail2ban with its action route, enter them for single machines, and a node that was taken for an attacker is cut off.',
	needs: {plan: 'peer.plan', rules: 'ip.rule', routes: 'ip.route'},
	wants: {servers: 'rke2.load-balancer'},
	messages: {
		refused: {
			severity: 'critical',
			text: 'This node refuses to send {what} to {peers}: {why}',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					{text: '{remedy}', changes: 'node'},
					{text: 'Find who entered it (fail2ban, a VPN, a network configuration) and except the nodes there'},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
			explains: [
				'underlay/peer-unreachable',
				'dns/endpoint-unreachable',
				'service/api-address#partly',
				'rke2/api-unreachable',
				'calico/bgp-connection',
				'cilium/peer',
				'kubernetes.*',
			],
		},
	},
	*run({plan, rules, routes, servers}, {finding, environment}) {
		const routing = routingOf('ipv4', rules, routes);
		const refused = plan.peers.flatMap(peer => {
			const [found] = asked
				.map(port => lookupRoute(routing, {destination: peer.underlay, ...port}))
				.flatMap(one => (isRefused(one) ? [one] : []));
			return found === undefined
				? []
				: [{peer, found, why: found.route === undefined ? ruleLine(found.rule) : routeLine(found.route)}];
		});
		for (const why of new Set(refused.map(one => one.why))) {
			const same = refused.filter(one => one.why === why);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {route, rule, kind} = first.found;
			const peers = same.map(({peer}) => ({kind: 'Node', name: peer.name}) as const);
			const isServerLost = same.some(({peer}) =>
				servers?.some(server => server.startsWith(`${peer.underlay}:`)),
			);
			yield finding(
				'refused',
				{
					peers: listNames(same.map(({peer}) => peer.name)),
					what: whatOf(first.found.rule),
					why: route === undefined ? `routing rule ${rule.priority}, ${why}` : `route ${why}`,
					address: first.peer.underlay,
					remedy:
						route === undefined
							? `ip rule del priority ${rule.priority}`
							: `ip route del ${kind} ${route.destination} table ${route.table}`,
				},
				route === undefined ? {kind: 'RoutingRule', name: why} : {kind: 'Route', name: route.destination},
				{
					evidence: [
						route === undefined
							? {from: 'rules', excerpt: `${rule.priority}: ${why}`}
							: {from: 'routes', excerpt: why},
						{from: 'plan', excerpt: `${first.peer.name} ${first.peer.underlay}`},
					],
					about: peers,
					// Without its servers an agent knows nothing of the cluster.
					affects: isServerLost ? [thisNode(environment), ...peers] : peers,
				},
			);
		}
	},
});
