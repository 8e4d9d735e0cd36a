import type {Route} from '../parsers/ip-route.ts';
import {type Netfilter, type NetfilterDrop, type Passage, passageOf} from './netfilter-hooks.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';

/** Of the ports that the kernel chooses for those who call: net.ipv4.ip_local_port_range. */
const callersPort = 40_000;
const kubeletPort = 10_250;
/** Besides the tunnel, what a list of allowed ports would let pass: BGP, the API, the supervisor of RKE2. */
const otherPorts = [179, 6443, 9345];

export interface PeerTrafficDrop extends NetfilterDrop {
	/** Of this node's own packets, or of the answers to them. */
	readonly way: 'in' | 'out';
	readonly address: string;
	/** Of what this node sends there: the datagrams of the tunnel, of BGP and to servers end, too. */
	readonly isGeneral: boolean;
}

const sourceOf = (route: Route, routing: Routing): string | undefined =>
	route.source ??
	[...(routing.tables.get('main')?.routes.values() ?? [])]
		.flatMap(networks => [...networks.values()].flat())
		.find(({dev, source}) => dev === route.dev && source !== undefined)?.source;

/**
 * Where a connection of this node to the kubelet of another certainly ends in the firewall here.
 * @param tunnelPort to which datagrams of the overlay go, where there are any
 */
export const peerTrafficDrop = (
	address: string,
	netfilter: Netfilter,
	routing: Routing,
	tunnelPort: number | undefined,
): PeerTrafficDrop | undefined => {
	const found = lookupRoute(routing, {destination: address, protocol: 'tcp', port: kubeletPort});
	const route = found.kind === 'route' ? found.route : undefined;
	const own = route && sourceOf(route, routing);
	if (route?.dev === undefined || own === undefined) {
		return undefined;
	}
	const outgoing = route.dev;
	const send = (protocol: 'tcp' | 'udp', port: number): Passage =>
		passageOf(netfilter, {
			...({family: 'ipv4', protocol, way: 'out', port} as const),
			...{source: own, destination: address, outgoing},
		});
	const out = send('tcp', kubeletPort);
	if (out.kind === 'dropped') {
		const others = [
			...(tunnelPort === undefined ? [] : [send('udp', tunnelPort)]),
			...otherPorts.map(port => send('tcp', port)),
		];
		const isGeneral = others.every(({kind}) => kind === 'dropped');
		return {way: 'out', address, isGeneral, end: out.end, shownBy: out.shownBy};
	}
	const answer = passageOf(netfilter, {
		...({family: 'ipv4', protocol: 'tcp', way: 'in', port: callersPort, isReply: true} as const),
		...{source: address, destination: own, incoming: route.dev},
	});
	// The port at the other end was not asked for: what ends one answer over TCP ends them all.
	return answer.kind === 'dropped'
		? {way: 'in', address, isGeneral: true, end: answer.end, shownBy: answer.shownBy}
		: undefined;
};
