import {defineProbe} from '../core/probe.ts';
import {reachedOf} from '../derive/peer-contact.ts';
import {peerOverlay} from './peer.overlay.ts';

export const peerOverlayReached = defineProbe({
	id: 'peer.overlay-reached',
	summary: 'which addresses of other nodes answered through the overlay; none where no packets are sent',
	wants: {overlay: peerOverlay},
	requests: () => [],
	parse: (_, __, {overlay}): readonly string[] => (overlay.ok ? reachedOf(overlay.value) : []),
});
