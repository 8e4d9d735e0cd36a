import type {ConntrackEntry} from '../parsers/conntrack.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {TunnelTraffic} from '../parsers/tunnel-traffic.ts';
import {directRoute} from './direct-peers.ts';
import type {PeerContact} from './peer-contact.ts';
import {rangeIndexOf} from './range-index.ts';

/** Peers that can be reached and are asked through the tunnel, and what came of it. */
export interface OverlayVerdict {
	readonly judged: readonly PeerContact[];
	readonly silent: readonly PeerContact[];
	readonly stalling: readonly PeerContact[];
	readonly pinging: readonly PeerContact[];
}

/** A kubelet that is slow on the underlay is slow through the overlay too. */
const isQuick = ({milliseconds}: PeerContact): boolean => milliseconds !== undefined && milliseconds < 300;

export const overlayVerdictOf = (
	contacts: readonly PeerContact[],
	routes: readonly Route[],
	device: string,
): OverlayVerdict => {
	const judged = contacts.filter(
		contact =>
			contact.overlay !== undefined &&
			contact.underlay !== 'silent' &&
			contact.underlay !== 'unclear' &&
			// With DirectRouting the pods of a peer on the same network are reached without the tunnel.
			directRoute(contact.peer, routes, device) === undefined,
	);
	return {
		judged,
		silent: judged.filter(({overlay}) => overlay === 'silent'),
		stalling: judged.filter(contact => contact.overlay === 'stalls' && isQuick(contact)),
		// A kubelet that is filtered on the underlay too tells nothing of the tunnel.
		pinging: judged.filter(({overlay, underlay}) => overlay === 'pings' && underlay !== 'pings'),
	};
};

/** The counters of a tunnel during this run. */
export const trafficLine = ({name, sent, received}: TunnelTraffic): string =>
	`${name}: ${sent.packets} packets sent, ${sent.dropped} dropped, ${received.packets} received during this run`;

/** Nothing leaves through the tunnel, although packets were given to it: no peer can be blamed. */
export const isDroppedBeforeSending = ({sent}: TunnelTraffic): boolean =>
	sent.packets <= 0 && sent.dropped > 0;

/** Where no peer answers, whatever comes in was not asked for: then only the way out is broken. */
export const failingDirection = (traffic: TunnelTraffic | undefined): string => {
	if (traffic === undefined || traffic.sent.packets <= 0) {
		return '';
	}
	return traffic.received.packets > 0
		? '; packets of peers come in, so what this node sends is lost'
		: '; nothing at all comes in';
};

/**
 * Connections that pods here began and that were answered through this device, as far as the kernel still tracks them: two
 * minutes after the last packet of UDP or the end of TCP. What this node itself asks is left out.
 */
export const answeredThrough = (
	device: string,
	entries: readonly ConntrackEntry[],
	routes: readonly Route[],
): readonly ConntrackEntry[] => {
	const indexOf = (found: readonly Route[]) => rangeIndexOf(found.map(({destination}) => destination));
	const isBeyond = indexOf(routes.filter(({type, dev}) => type === 'unicast' && dev === device));
	const isOwn = indexOf(routes.filter(({type}) => type === 'local'));
	return entries.filter(
		({isReplied, original, reply}) =>
			isReplied && isBeyond(reply.source) && !isOwn(original.source) && !isBeyond(original.source),
	);
};
