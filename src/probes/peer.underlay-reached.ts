import {defineProbe} from '../core/probe.ts';
import {peerContactsOf} from '../derive/peer-contact.ts';
import {peerOverlay} from './peer.overlay.ts';
import {peerUnderlay} from './peer.underlay.ts';
import {peerUnderlayPing} from './peer.underlay-ping.ts';

export const peerUnderlayReached = defineProbe({
	id: 'peer.underlay-reached',
	summary: 'which InternalIPs of other nodes answered anything; none where no packets are sent',
	wants: {underlay: peerUnderlay, overlay: peerOverlay, pings: peerUnderlayPing},
	requests: () => [],
	parse: (_, __, {underlay, overlay, pings}): readonly string[] =>
		peerContactsOf({
			underlay: underlay.ok ? underlay.value : [],
			overlay: overlay.ok ? overlay.value : [],
			underlayPings: pings.ok ? pings.value : [],
			overlayPings: [],
		}).flatMap(contact =>
			['answers', 'stalls', 'pings'].includes(contact.underlay) ? [contact.peer.underlay] : [],
		),
});
