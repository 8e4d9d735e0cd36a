import {
	defineCheck,
	isTunnelDevice,
	type Link,
	lookupRoute,
	type Route,
	routeLine,
	routingOf,
	tunnelOverhead,
} from 'rke2-netdoctor';

const links = ['flannel/mtu', 'rancher/networking'] as const;

/** Clouds give the default route its MTU for what leaves them: that of the other nodes is another matter. */
const remedyOf = (route: Route, address: string, needs: number): string => {
	const {destination, gateway, dev} = route;
	const way = [gateway === undefined ? '' : ` via ${gateway}`, dev === undefined ? '' : ` dev ${dev}`].join(
		'',
	);
	return destination === '0.0.0.0/0'
		? `ip route add ${address}${way} mtu ${needs}, or the same for the whole network of the nodes (leave the default route as it is: it is for the Internet, too)`
		: `ip route change ${routeLine(route)}: the same without mtu`;
};

export default defineCheck({
	id: 'overlay/route-mtu',
	title: 'No route of pods or of the tunnel has an MTU of its own that is too small',
	rationale:
		'Neither flannel nor Felix give routes an MTU. One that somebody entered (ip route … mtu, with or without lock) counts instead of that of the device: packets of pods that are larger come back with an ICMP error, which pods may never see, and datagrams of the tunnel are cut in pieces, which firewalls drop. A route with an MTU that packets of the cluster do not take is not judged.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {routes: 'ip.route', rules: 'ip.rule', links: 'ip.link', plan: 'peer.plan'},
	messages: {
		pods: {
			severity: 'warning',
			text: 'The route to {destination} has an MTU of {mtu}, but {device} carries {carries}: larger packets to these pods are lost where ICMP errors do not reach who sends them',
			guide: {
				steps: [
					{text: 'ip route show {destination}; ping -c 1 -M do -s {size}, from a pod to one there'},
					{text: 'ip route change {route}: the same without mtu', changes: 'node'},
					{text: 'Find what set it: a script, a network configuration; flannel and Calico do not'},
				],
				links,
			},
		},
		datagrams: {
			severity: 'warning',
			text: 'The route to {peer} ({destination}) has an MTU of {mtu}, but datagrams of {device} have up to {needs} bytes: they are cut in pieces or lost',
			guide: {
				steps: [
					{text: 'ip route get {address}; ping -c 1 -M do -s {size} {address}'},
					{
						text: '{remedy}, if the network carries {needs} bytes',
						changes: 'node',
					},
					{text: 'If it does not, lower the MTU of tunnel and pods instead: {device} needs 50 bytes less'},
				],
				links,
			},
		},
	},
	*run({routes, rules, links: devices, plan}, {finding, environment}) {
		const isNarrow = (mtu: number | undefined, needs: number): mtu is number =>
			mtu !== undefined && mtu < needs;
		const tunnels = new Map(devices.flatMap(link => (isTunnelDevice(link.name) ? [[link.name, link]] : [])));
		for (const route of routes) {
			const device: Link | undefined = tunnels.get(route.dev ?? '');
			if (
				device === undefined ||
				route.table !== 'main' ||
				route.type !== 'unicast' ||
				!isNarrow(route.mtu, device.mtu)
			) {
				continue;
			}
			const {destination, mtu} = route;
			yield finding(
				'pods',
				{
					...{destination, mtu, device: device.name, carries: device.mtu, size: mtu - 27},
					route: routeLine(route),
				},
				{kind: 'Route', name: destination},
				{
					evidence: [{from: 'routes', excerpt: `${routeLine(route)} mtu ${mtu}`}],
					affects: [
						{kind: 'Interface', name: device.name},
						...plan.peers
							.filter(({overlay}) => overlay !== undefined && destination.startsWith(`${overlay}/`))
							.map(({name}) => ({kind: 'Peer', name}) as const),
					],
				},
			);
		}
		const tunnel = tunnels.get(environment.overlayDevice.value ?? '');
		const overhead = tunnel && tunnelOverhead(tunnel);
		if (tunnel === undefined || overhead === undefined) {
			return;
		}
		const needs = tunnel.mtu + overhead;
		const routing = routingOf('ipv4', rules, routes);
		const told = new Set<string>();
		for (const {name: peer, underlay: address} of plan.peers) {
			const found = lookupRoute(routing, {destination: address});
			const route = found.kind === 'route' ? found.route : undefined;
			if (route === undefined || !isNarrow(route.mtu, needs) || told.has(route.destination)) {
				continue;
			}
			const {destination, mtu} = route;
			told.add(destination);
			yield finding(
				'datagrams',
				{
					...{peer, address, destination, mtu, device: tunnel.name, needs, size: needs - 28},
					remedy: remedyOf(route, address, needs),
				},
				{kind: 'Route', name: destination},
				{
					evidence: [{from: 'routes', excerpt: `${routeLine(route)} mtu ${mtu}`}],
					affects: [{kind: 'Interface', name: tunnel.name}],
				},
			);
		}
	},
});
