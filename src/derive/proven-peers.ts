import type {PacketResult} from '../core/request.ts';
import type {ConntrackEntry} from '../parsers/conntrack.ts';
import type {Route} from '../parsers/ip-route.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';
import {answeredThrough} from './overlay-verdict.ts';
import type {Peer} from './peer-plan.ts';

export interface PeerTraffic {
	readonly peers: readonly Peer[];
	readonly routes: readonly Route[];
	readonly entries: readonly ConntrackEntry[];
	/** Pods of the cluster DNS. */
	readonly endpoints: readonly {readonly nodeName?: string; readonly answer?: PacketResult}[];
}

/** Peers to whose pods the overlay demonstrably carries TCP or UDP, there and back. */
export const provenPeers = ({peers, routes, entries, endpoints}: PeerTraffic): readonly string[] => {
	const isAnswered = ({name, overlay}: Peer): boolean => {
		const ways = routes.filter(({gateway}) => overlay !== undefined && gateway === overlay);
		const device = ways[0]?.dev;
		const ranges = ways.flatMap(({destination}) => parseCidr(destination) ?? []);
		const ofPods = device === undefined ? [] : answeredThrough(device, entries, routes);
		return (
			endpoints.some(({nodeName, answer}) => nodeName === name && answer?.result === 'answered') ||
			ofPods.some(({reply}) => {
				const from = parseAddress(reply.source);
				return from !== undefined && ranges.some(range => contains(range, from));
			})
		);
	};
	return peers.filter(isAnswered).map(({name}) => name);
};
