import {defineProbe} from '../core/probe.ts';
import {answersIfSent, type PeerTarget} from '../derive/peer-contact.ts';
import type {PeerPlan} from '../derive/peer-plan.ts';
import {peerPlan} from './peer.plan.ts';

const targetsOf = ({peers}: PeerPlan): readonly PeerTarget[] =>
	peers.flatMap(peer => (peer.overlay === undefined ? [] : [{peer, address: peer.overlay}]));

export const peerOverlay = defineProbe({
	id: 'peer.overlay',
	summary:
		'whether the kubelets of other nodes answer through the overlay; nothing where it gives them no address',
	needs: {plan: peerPlan},
	requests: ({plan}) =>
		targetsOf(plan).map(({address}) => ({kind: 'packet', packet: 'tls', address, port: 10_250})),
	parse: (replies, {plan}) => answersIfSent(targetsOf(plan), replies),
});
