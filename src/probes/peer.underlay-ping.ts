import {defineProbe} from '../core/probe.ts';
import {answersOf, silentOnUnderlay} from '../derive/peer-contact.ts';
import {peerOverlay} from './peer.overlay.ts';
import {peerUnderlay} from './peer.underlay.ts';

export const peerUnderlayPing = defineProbe({
	id: 'peer.underlay-ping',
	summary:
		'one small ping to the InternalIP of each peer whose kubelet is silent: tells a filtered port from a dead node',
	needs: {underlay: peerUnderlay, overlay: peerOverlay},
	requests: ({underlay, overlay}) =>
		silentOnUnderlay(underlay, overlay).map(({address}) => ({
			kind: 'packet',
			packet: 'ping',
			address,
			size: 56,
		})),
	parse: (replies, {underlay, overlay}) => answersOf(silentOnUnderlay(underlay, overlay), replies),
});
