import {defineProbe} from '../core/probe.ts';
import {answersOf, silentOnOverlay} from '../derive/peer-contact.ts';
import {peerOverlay} from './peer.overlay.ts';
import {peerUnderlay} from './peer.underlay.ts';
import {peerUnderlayPing} from './peer.underlay-ping.ts';

export const peerOverlayPing = defineProbe({
	id: 'peer.overlay-ping',
	summary:
		'one small ping through the overlay to each peer that answers only on the underlay: tells a filtered port from a dead tunnel',
	needs: {underlay: peerUnderlay, overlay: peerOverlay, underlayPings: peerUnderlayPing},
	requests: needs =>
		silentOnOverlay(needs).map(({address}) => ({kind: 'packet', packet: 'ping', address, size: 56})),
	parse: (replies, needs) => answersOf(silentOnOverlay(needs), replies),
});
