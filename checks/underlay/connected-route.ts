import {
	contains,
	decidingRules,
	defineCheck,
	deviceBeyond,
	devicesIn,
	formatCidr,
	isAround,
	isByRouter,
	isByRule,
	isEncryptedByFelix,
	leadsIntoTunnel,
	listNames,
	lookupRoute,
	networkOf,
	parseAddress,
	parseCidr,
	peerContactsOf,
	type RouteLookup,
	routingOf,
	thisNode,
	wayLine,
} from 'rke2-netdoctor';

const explained = [
	'underlay/peer-unreachable',
	'dns/endpoint-unreachable',
	'service/api-address#partly',
	'calico/bgp-connection',
	'calico/typha#unreachable',
	'cilium/peer',
	'rke2/api-unreachable',
	'kubernetes.*',
] as const;
const links = ['rke2/requirements-networking', 'rancher/networking'] as const;

const isSilent = (contact: string): boolean => contact === 'silent' || contact === 'unclear';

export default defineCheck({
	id: 'underlay/connected-route',
	title: 'This node sends to nodes of its own network directly',
	rationale:
		'With an address the kernel enters the route to its network, on which other nodes are neighbours. Where a script or a VPN client removes it, or where a narrower route or a routing rule leads to them by a router or another interface, packets go to a machine that may not know the way back, or to nobody. Only nodes that do not answer are judged.',
	needs: {
		addresses: 'ip.address',
		links: 'ip.link',
		rules: 'ip.rule',
		routes: 'ip.route',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
	},
	wants: {servers: 'rke2.load-balancer'},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} has {address}, but the route to {network} is gone: what is for {peers} goes {where}, and nothing comes back',
			guide: {
				steps: [
					{text: 'ip route get {underlay}; ip route show table all dev {device}'},
					{
						text: 'ip route add {network} dev {device} proto kernel scope link src {own}: until the next boot',
						changes: 'node',
					},
					{
						text: 'Look at what removed it: journalctl -b -u NetworkManager -u systemd-networkd, VPN clients, scripts that flush routes',
					},
				],
				links,
			},
			explains: explained,
		},
		around: {
			severity: 'critical',
			text: '{device} has {address}, the network of {peers}, but what this node sends to {underlay} goes {where}, and nothing comes back',
			guide: {
				steps: [
					{text: 'ip route get {underlay} from {own}; ip rule show; ip route show table all'},
					{
						text: 'Find who made that route or rule (a VPN, a network configuration with several uplinks), and let {network} go out of {device} directly there',
						changes: 'node',
					},
				],
				links,
			},
			explains: explained,
		},
		ruled: {
			severity: 'critical',
			text: '{device} has {address}, the network of {peers}, but a routing rule leads what this node sends to {underlay} {where}, and nothing comes back',
			guide: {
				steps: [
					{text: 'ip rule show; ip route show table {table}: find who made them'},
					{
						text: 'ip rule add to {network} lookup main priority {before}: until the next boot{first}; where route/routing-rule is reported as well, its guide tells the same for pods and services',
						changes: 'node',
					},
					{
						text: 'Except these ranges in what made the rule: a VPN (wg-quick, Tailscale, strongSwan), or a network configuration with several uplinks',
						changes: 'node',
					},
				],
				links,
			},
			explains: [...explained, 'route/routing-rule'],
		},
		tunnelled: {
			severity: 'warning',
			text: '{device} has {address}, the network of {peers}, but what this node sends to {underlay} goes {where}, and nothing comes back: these nodes are down, or the tunnel does not lead to them',
			guide: {
				steps: [
					{
						text: 'ip route get {underlay} from {own}; ping -c 3 -I {device} {underlay}: whether it answers beside the tunnel',
					},
					{
						text: 'If the tunnel is meant for traffic between nodes: look at it, and at the other end (wg show; tailscale status)',
					},
					{
						text: 'If not, take {network} out of what it routes: AllowedIPs of WireGuard, tailscale set --accept-routes=false',
						changes: 'node',
					},
				],
				links,
			},
			explains: explained,
		},
	},
	*run({addresses, links: devices, rules, routes, servers, ...answers}, {finding, environment}) {
		const routing = routingOf('ipv4', rules, routes);
		const contacts = peerContactsOf({...answers, overlayPings: []});
		/** Peers that answered themselves: a reset may be the router's. */
		const handshakes = new Set(
			[...answers.underlay, ...answers.overlay].flatMap(({peer, answer}) =>
				answer?.result === 'answered' ? peer.name : [],
			),
		);
		/** With encryption of hosts Felix leads all for other nodes into WireGuard. */
		const isOfFelix = (found: RouteLookup): boolean => isEncryptedByFelix(deviceBeyond(found), environment);
		/** The way to a machine around the network in which it is: the kernel looks once more when it has chosen the source address. */
		const around = (machine: string, own: string): RouteLookup | undefined =>
			[undefined, own]
				.map(source => lookupRoute(routing, {destination: machine, ...(source !== undefined && {source})}))
				.find(found => isAround(found, devicesIn(addresses, machine)) && !isOfFelix(found));
		for (const {link: device, address: own, prefixLength, family, scope} of addresses) {
			const cidr = parseCidr(`${own}/${prefixLength}`);
			const isUp = devices.some(({name, isUp: up}) => name === device && up);
			if (family !== 'ipv4' || scope !== 'global' || cidr === undefined || !isUp) {
				continue;
			}
			const network = formatCidr(networkOf(cidr));
			const inside = contacts.flatMap(({peer, underlay}) => {
				const address = parseAddress(peer.underlay);
				const found = around(peer.underlay, own);
				return found !== undefined &&
					!isByRouter(found, device, network) &&
					address !== undefined &&
					contains(cidr, address)
					? [{peer, underlay, found}]
					: [];
			});
			const working = inside.filter(({underlay}) => underlay === 'answers');
			// A device by which another node answers leads to them, and so does a router: who is silent there is down.
			const devicesThere = working.flatMap(({found}) => deviceBeyond(found) ?? []);
			const routesThere = working.flatMap(({peer, found}) =>
				found.kind === 'route' && handshakes.has(peer.name) ? found.route : [],
			);
			const lost = inside.filter(
				({underlay, found}) =>
					isSilent(underlay) &&
					!devicesThere.includes(deviceBeyond(found) ?? '') &&
					!(found.kind === 'route' && routesThere.includes(found.route)),
			);
			const [first] = lost;
			if (first === undefined) {
				continue;
			}
			const isThere = routes.some(({dev, destination}) => dev === device && destination === network);
			const {found, peer} = first;
			const way = wayLine(found);
			const priority = found.kind === 'route' ? found.rule.priority : 0;
			const peers = lost.map(({peer: {name}}) => ({kind: 'Node', name}) as const);
			const isServerLost = lost.some(({peer: {underlay}}) =>
				servers?.some(server => server.startsWith(`${underlay}:`)),
			);
			yield finding(
				!isThere
					? 'missing'
					: leadsIntoTunnel(devices, found)
						? 'tunnelled'
						: isByRule(found)
							? 'ruled'
							: 'around',
				{
					device,
					address: `${own}/${prefixLength}`,
					own,
					network,
					peers: listNames(peers.map(({name}) => name)),
					where: way === undefined ? 'nowhere' : `by another route (${way})`,
					underlay: peer.underlay,
					table: found.kind === 'route' ? found.table : 'main',
					before: Math.max(priority - 1, 0),
					first: priority === 0 ? ', once the other rule has a number above 0: none comes before it now' : '',
				},
				{kind: 'Route', name: network},
				{
					evidence: [
						{from: 'addresses', excerpt: `${device} ${own}/${prefixLength}`},
						{from: 'routes', excerpt: way ?? `no route to ${network}`},
						{from: 'underlay', excerpt: `${peer.underlay}:10250 is silent`, of: peer.underlay},
					],
					about: peers,
					// Without its servers an agent knows nothing of the cluster.
					affects: [...(isServerLost ? [thisNode(environment)] : []), ...peers, ...decidingRules(found)],
				},
			);
		}
	},
});
