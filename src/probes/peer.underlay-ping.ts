import {defineProbe} from '../core/probe.ts';
import {answersIfSent, answersOf, silentOnUnderlay} from '../derive/peer-contact.ts';
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
	parse: (replies, {underlay, overlay}) => {
		const targets = silentOnUnderlay(underlay, overlay);
		// Where a peer answers, the others are judged without pings; where none does, pings decide.
		const answers = targets.length === underlay.length ? answersIfSent : answersOf;
		return answers(targets, replies);
	},
});
