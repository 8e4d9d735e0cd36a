import type {PacketResult} from '../core/request.ts';
import type {ConntrackEntry} from '../parsers/conntrack.ts';
import type {Route} from '../parsers/ip-route.ts';
import {parseAddress} from './cidr.ts';
import {longestMatch, routeTablesOf} from './longest-prefix-match.ts';
import {answeredThrough} from './overlay-verdict.ts';
import type {Peer} from './peer-plan.ts';

export interface PeerTraffic {
	readonly peers: readonly Peer[];
	readonly routes: readonly Route[];
	readonly entries: readonly ConntrackEntry[];
	/** Pods of the cluster DNS. */
	readonly endpoints: readonly {readonly nodeName?: string; readonly answer?: PacketResult}[];
}

/** Gateways of these routes behind which an address lies that answered pods here. Linear in routes and connections. */
const answeringGateways = (
	ways: readonly Route[],
	{entries, routes}: Pick<PeerTraffic, 'entries' | 'routes'>,
): ReadonlySet<string> => {
	const devices = new Set(ways.flatMap(({dev}) => dev ?? []));
	const answered = [...devices].flatMap(device => answeredThrough(device, entries, routes));
	const sources = [...new Set(answered.map(({reply}) => reply.source))].flatMap(
		source => parseAddress(source) ?? [],
	);
	const tables = routeTablesOf(ways);
	return new Set(sources.flatMap(source => longestMatch(tables[source.family], source)?.route.gateway ?? []));
};

/** Peers to whose pods the overlay demonstrably carries TCP or UDP, there and back. */
export const provenPeers = ({peers, routes, entries, endpoints}: PeerTraffic): readonly string[] => {
	const overlays = new Set(peers.flatMap(({overlay}) => overlay ?? []));
	const ways = routes.filter(({gateway}) => gateway !== undefined && overlays.has(gateway));
	const gateways = answeringGateways(ways, {entries, routes});
	const answering = new Set(
		endpoints.filter(({answer}) => answer?.result === 'answered').map(({nodeName}) => nodeName),
	);
	return peers
		.filter(({name, overlay}) => answering.has(name) || (overlay !== undefined && gateways.has(overlay)))
		.map(({name}) => name);
};
