import {
	addressesWithin,
	defineCheck,
	flannelDevicesOf,
	listNames,
	listSetting,
	parseCidr,
	type Route,
	routeLine,
	routesAgainstBird,
	routesAgainstOverlay,
	thisNode,
	uplinkNames,
} from 'rke2-netdoctor';

/** https://docs.rke2.io/reference/server_config#networking */
const defaults = {pods: '10.42.0.0/16', services: '10.43.0.0/16'} as const;

const steps = [
	{text: 'ip address show; ip route show: find who configures {device}'},
	{
		text: 'Give that network other addresses; the ranges of a running cluster cannot be changed',
		changes: 'node',
	},
	{text: 'Or build the cluster anew with other ranges in cluster-cidr and service-cidr', changes: 'cluster'},
] as const;
const links = ['rke2/select-cni', 'rke2/server-config'] as const;

/** What shows when packets for nodes are taken for those of pods. */
const withoutNodes = [
	'underlay/connected-route',
	'underlay/route',
	'underlay/neighbour',
	'underlay/peer-unreachable',
	'overlay/peer-unreachable',
	'overlay/peer-network#host',
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
	'calico/bgp-connection',
	'calico/bgp-kernel-routes',
	'calico/ipip-unreachable',
	'calico/typha#unreachable',
	'dns/endpoint-unreachable',
	// What pods send to nodes is taken for what they send each other, and leaves with their own address.
	'dns/coredns-log#apiUnreachable',
	'service/api-address#partly',
] as const;

/** Without a tunnel the device is the uplink, and the node is what tells the way. */
const wayOf = ({dev = '', gateway, protocol}: Route): string =>
	protocol === 'bird' && gateway !== undefined ? `${dev} via ${gateway}` : dev;

export default defineCheck({
	id: 'route/pod-cidr-overlap',
	title: "The host's own networks do not overlap the ranges of pods and services",
	rationale:
		'Pods and services take their addresses from ranges that belong to the cluster alone. A network of the host within one of them, of the site or of another container engine, takes packets away from pods, and machines in it cannot be reached from pods.',
	// The devices of other CNIs are not known here: their addresses are pods' addresses.
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {
		links: 'ip.link',
		addresses: 'ip.address',
		routes: 'ip.route',
		ranges: 'cluster.ranges',
		configuration: 'rke2.configuration',
	},
	messages: {
		address: {
			severity: 'critical',
			text: 'Address {address} of {device} lies in the range of {users}, {range}: the same addresses are given out twice',
			guide: {steps, links},
			explains: ['overlay/peer-unreachable', 'overlay/peer-route#refused', 'overlay/peer-network#host'],
		},
		ofNodes: {
			severity: 'critical',
			text: 'The network of this node, {address} of {device}, lies in the range of {users}, {range}: the same addresses are given out twice, and what is meant for nodes goes to {users}',
			guide: {
				steps: [
					{text: 'ip address show dev {device}; ip route show: which routes of the CNI lie in that network'},
					{
						text: 'Build the cluster anew with other ranges in cluster-cidr and service-cidr: those of a running one cannot be changed',
						changes: 'cluster',
					},
					{text: 'Or move all nodes to a network outside of {range}', changes: 'node'},
				],
				links,
			},
			explains: withoutNodes,
		},
		route: {
			severity: 'critical',
			text: 'The route to {routes} by {device}{gateway} takes packets for pods of another node, whose route is {overlay} by {tunnel}',
			guide: {
				steps: [
					{text: 'ip{family} route del {route} dev {device}{table}{likewise}', changes: 'node'},
					...steps,
				],
				links,
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({links, addresses, routes, ranges, configuration}, {finding, environment}) {
		const {settings} = configuration;
		const affects = [thisNode(environment)];
		const isServer = environment.role.value === 'server';
		// Servers are told the ranges; where the API is silent, agents know that of the pods.
		const configured = (key: string, fallback: string): readonly string[] =>
			settings.has(key) ? listSetting(settings, key) : isServer ? [fallback] : [];
		const orConfigured = (told: readonly string[], key: string, fallback: string): readonly string[] =>
			told.length > 0 ? told : configured(key, fallback);
		const used = [
			...orConfigured(ranges.pods, 'cluster-cidr', defaults.pods).map(text => ({text, users: 'pods'})),
			...orConfigured(ranges.services, 'service-cidr', defaults.services).map(text => ({
				text,
				users: 'services',
			})),
		];
		for (const {text: range, users} of used) {
			const cidr = parseCidr(range);
			const uplinks = uplinkNames(links, routes, environment.overlayDevice.value);
			for (const entry of cidr === undefined ? [] : addressesWithin(cidr, links, addresses)) {
				const address = `${entry.address}/${entry.prefixLength}`;
				yield finding(
					uplinks.includes(entry.link) ? 'ofNodes' : 'address',
					{address, device: entry.link, range, users},
					{kind: 'AddressRange', name: `${address} on ${entry.link}`},
					{
						evidence: [
							{from: 'addresses', excerpt: `inet ${address} dev ${entry.link}`},
							{from: 'ranges', excerpt: `range of ${users}: ${range}`},
						],
						affects,
					},
				);
			}
		}
		const tunnels = new Set([
			...[environment.overlayDevice.value ?? []].flat(),
			...flannelDevicesOf(environment, links).map(({name}) => name),
		]);
		const podRanges = used.flatMap(({text, users}) => (users === 'pods' ? (parseCidr(text) ?? []) : []));
		const against = [
			...[...tunnels].flatMap(tunnel => routesAgainstOverlay(tunnel, routes)),
			...routesAgainstBird(podRanges, routes).filter(({overlay}) => !tunnels.has(overlay.dev ?? '')),
		];
		// A VPN enters two halves of what it wants: one device is one thing to find.
		for (const device of new Set(against.map(({route}) => route.dev ?? ''))) {
			const found = against.filter(({route}) => route.dev === device);
			const [first = '', ...others] = found.map(({route}) => route.destination);
			const gateways = [...new Set(found.flatMap(({route}) => route.gateway ?? []))];
			const overlays = [...new Set(found.map(({overlay}) => overlay))];
			const isLocal = found[0]?.route.table === 'local';
			yield finding(
				'route',
				{
					route: first,
					routes: listNames([first, ...others]),
					device,
					gateway: gateways.length === 0 ? '' : ` via ${listNames(gateways)}`,
					likewise: others.length === 0 ? '' : `, and likewise ${listNames(others)}`,
					overlay: listNames(overlays.map(({destination}) => destination)),
					tunnel: listNames([...new Set(overlays.map(wayOf))]),
					table: isLocal ? ' table local' : '',
					family: found[0]?.route.family === 'ipv6' ? ' -6' : '',
				},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{
							from: 'routes',
							excerpt: [...found.map(({route}) => route), ...overlays].map(routeLine).join('\n'),
						},
					],
					affects,
				},
			);
		}
	},
});
