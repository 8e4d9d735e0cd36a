import type {Route} from '../parsers/ip-route.ts';
import {type Netfilter, type NetfilterDrop, passageOf} from './netfilter-hooks.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';

/** Of the ports that the kernel chooses for those who call: net.ipv4.ip_local_port_range. */
const callersPort = 40_000;
const kubeletPort = 10_250;

export interface PeerTrafficDrop extends NetfilterDrop {
	/** Of this node's own packets, or of the answers to them. */
	readonly way: 'in' | 'out';
	readonly address: string;
}

const sourceOf = (route: Route, routing: Routing): string | undefined =>
	route.source ??
	[...(routing.tables.get('main')?.routes.values() ?? [])]
		.flatMap(networks => [...networks.values()].flat())
		.find(({dev, source}) => dev === route.dev && source !== undefined)?.source;

/** Where a connection of this node to the kubelet of another certainly ends in the firewall here. */
export const peerTrafficDrop = (
	address: string,
	netfilter: Netfilter,
	routing: Routing,
): PeerTrafficDrop | undefined => {
	const found = lookupRoute(routing, {destination: address, protocol: 'tcp', port: kubeletPort});
	const route = found.kind === 'route' ? found.route : undefined;
	const own = route && sourceOf(route, routing);
	if (route?.dev === undefined || own === undefined) {
		return undefined;
	}
	const connection = {family: 'ipv4', protocol: 'tcp'} as const;
	const out = passageOf(netfilter, {
		...{...connection, way: 'out', port: kubeletPort},
		...{source: own, destination: address, outgoing: route.dev},
	});
	if (out.kind === 'dropped') {
		return {way: 'out', address, end: out.end, shownBy: out.shownBy};
	}
	const answer = passageOf(netfilter, {
		...{...connection, way: 'in', port: callersPort, isReply: true},
		...{source: address, destination: own, incoming: route.dev},
	});
	return answer.kind === 'dropped'
		? {way: 'in', address, end: answer.end, shownBy: answer.shownBy}
		: undefined;
};
