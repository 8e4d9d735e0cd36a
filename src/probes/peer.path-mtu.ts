import type {Evidence} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {flannelMtusOf} from '../derive/flannel-mtu.ts';
import {answersOf, contactOf, type PeerAnswer, type PeerTarget} from '../derive/peer-contact.ts';
import type {Link} from '../parsers/ip-link.ts';
import {ipLink} from './ip.link.ts';
import {peerOverlay} from './peer.overlay.ts';

export interface PathMtu extends PeerAnswer {
	/** Bytes of payload, to which IP and ICMP add 28. */
	readonly size: number;
}

interface Question extends PeerTarget {
	readonly size: number;
}

/** Only where a tunnel assumes more than what is below it carries, and one peer is enough to tell. */
const questionsOf = (
	links: readonly Link[],
	overlay: Evidence<readonly PeerAnswer[]>,
): readonly Question[] => {
	const tight = flannelMtusOf(links, []).find(
		({tunnel, lower, shortfalls}) =>
			tunnel.kind === 'vxlan' &&
			!tunnel.name.includes('-v6') &&
			shortfalls.some(({link}) => link === lower?.name),
	);
	const answering = (overlay.ok ? overlay.value : []).find(({answer}) =>
		['answers', 'stalls'].includes(contactOf(answer)),
	);
	return tight === undefined || answering === undefined
		? []
		: [{peer: answering.peer, address: answering.address, size: tight.tunnel.mtu - 28}];
};

export const peerPathMtu = defineProbe({
	id: 'peer.path-mtu',
	summary:
		'one ping of full size through the overlay to one peer, where the MTUs of this node contradict each other',
	needs: {links: ipLink},
	wants: {overlay: peerOverlay},
	requests: ({links}, {overlay}) =>
		questionsOf(links, overlay).map(({address, size}) => ({kind: 'packet', packet: 'ping', address, size})),
	parse: (replies, {links}, {overlay}): readonly PathMtu[] => {
		const questions = questionsOf(links, overlay);
		return answersOf(questions, replies).map((answer, index) => ({
			...answer,
			size: questions[index]?.size ?? 0,
		}));
	},
});
