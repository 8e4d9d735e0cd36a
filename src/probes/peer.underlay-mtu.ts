import {defineProbe} from '../core/probe.ts';
import type {PacketResult, Request} from '../core/request.ts';
import {answersOf, contactOf, type PeerAnswer} from '../derive/peer-contact.ts';
import {lookupRoute, type Routing, routingOf} from '../derive/route-lookup.ts';
import type {Link} from '../parsers/ip-link.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {peerOverlay} from './peer.overlay.ts';
import {peerUnderlay} from './peer.underlay.ts';

/** A peer whose connections open and then hang, asked with packets as large as this node sends, and with small ones. */
export interface UnderlayMtu {
	readonly peer: PeerAnswer['peer'];
	readonly device: string;
	/** Bytes, of the device, and of the larger packet. */
	readonly mtu: number;
	readonly fullSize: number;
	/** Absent where this packet could not be sent. */
	readonly full?: PacketResult;
	readonly small?: PacketResult;
}

/** IP and ICMP. */
const headers = 28;
const smallSize = 56;
/** More than a TLS handshake sends at once: that a path carries less than jumbo frames makes none hang. */
const largestFlight = 3000;
const mostPeers = 2;

const questionsOf = (
	underlay: readonly PeerAnswer[],
	overlay: readonly PeerAnswer[],
	links: readonly Link[],
	routing: Routing,
) => {
	const hanging = new Set(
		[...underlay, ...overlay].filter(({answer}) => contactOf(answer) === 'stalls').map(({peer}) => peer.name),
	);
	return underlay
		.filter(({peer, address}) => hanging.has(peer.name) && !address.includes(':'))
		.flatMap(({peer, address}) => {
			const found = lookupRoute(routing, {destination: address});
			const route = found.kind === 'route' ? found.route : undefined;
			const link = links.find(({name}) => name === route?.dev);
			const fullSize = Math.min(route?.mtu ?? link?.mtu ?? 0, link?.mtu ?? 0, largestFlight);
			return link === undefined ? [] : [{peer, address, device: link.name, mtu: link.mtu, fullSize}];
		})
		.slice(0, mostPeers);
};

const ping = (address: string, size: number): Request => ({kind: 'packet', packet: 'ping', address, size});

export const peerUnderlayMtu = defineProbe({
	id: 'peer.underlay-mtu',
	summary:
		'one ping as large as the device allows, and a small one, to the InternalIP of at most 2 peers with which handshakes hang',
	needs: {underlay: peerUnderlay, overlay: peerOverlay, links: ipLink, routes: ipRoute, rules: ipRule},
	requests: ({underlay, overlay, links, routes, rules}) =>
		questionsOf(underlay, overlay, links, routingOf('ipv4', rules, routes)).flatMap(({address, fullSize}) => [
			ping(address, fullSize - headers),
			ping(address, smallSize),
		]),
	parse: (replies, {underlay, overlay, links, routes, rules}): readonly UnderlayMtu[] =>
		questionsOf(underlay, overlay, links, routingOf('ipv4', rules, routes)).map(
			({peer, address, device, mtu, fullSize}, index) => {
				const target = {peer, address};
				const [full, small] = answersOf([target, target], replies.slice(2 * index, 2 * index + 2));
				return {
					...{peer, device, mtu, fullSize},
					...(full?.answer !== undefined && {full: full.answer}),
					...(small?.answer !== undefined && {small: small.answer}),
				};
			},
		),
});
