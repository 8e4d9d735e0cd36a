import {packetOf, Unavailable} from '../core/evidence.ts';
import type {PacketResult, Reply} from '../core/request.ts';
import type {Peer} from './peer-plan.ts';

export interface PeerTarget {
	readonly peer: Peer;
	readonly address: string;
}

export interface PeerAnswer extends PeerTarget {
	/** Absent where this packet could not be sent. */
	readonly answer?: PacketResult;
}

/** Replies in the order of the targets. */
export const answersOf = (targets: readonly PeerTarget[], replies: readonly Reply[]): readonly PeerAnswer[] =>
	targets.map((target, index) => {
		const reply = replies[index];
		return reply?.status === 'answered' ? {...target, answer: packetOf(reply)} : target;
	});

/** Throws `Unavailable` when nothing could be sent at all. */
export const answersIfSent: typeof answersOf = (targets, replies) => {
	const [first] = replies;
	if (first?.status === 'unanswered' && replies.every(({status}) => status === 'unanswered')) {
		throw new Unavailable(first.reason, first.detail);
	}
	return answersOf(targets, replies);
};

/**
 * `answers`: payload came back. `stalls`: TCP connects, but the TLS handshake, whose packets are large, does not
 * complete. `pings`: only small ICMP packets come back. `unclear`: something on the way refused, or nothing was sent.
 */
export type Contact = 'answers' | 'stalls' | 'pings' | 'silent' | 'unclear';

/** What Host says of a handshake that began and did not end; anything else that is silent never connected. */
const hasConnected = ({detail}: PacketResult): boolean => detail?.startsWith('connected') === true;

/** A reset is an answer: the packet arrived, and so did the reply. */
export const contactOf = (answer: PacketResult | undefined): Contact => {
	switch (answer?.result) {
		case 'answered':
		case 'reset':
			return 'answers';
		case 'silent':
			return hasConnected(answer) ? 'stalls' : 'silent';
		case 'unreachable':
		case 'too-big':
		case undefined:
			return 'unclear';
	}
};

/** Addresses in the overlay to which packets get, as far as any were sent: a handshake that stalls has connected. */
export const reachedOf = (overlay: readonly PeerAnswer[]): readonly string[] =>
	overlay.filter(({answer}) => ['answers', 'stalls'].includes(contactOf(answer))).map(({address}) => address);

export interface PeerContact {
	readonly peer: Peer;
	readonly underlay: Contact;
	/** Absent where the peer has no address in the overlay. */
	readonly overlay?: Contact;
	/** How long the underlay took to answer. */
	readonly milliseconds?: number;
}

export interface PeerAnswers {
	readonly underlay: readonly PeerAnswer[];
	readonly overlay: readonly PeerAnswer[];
	readonly underlayPings: readonly PeerAnswer[];
	readonly overlayPings: readonly PeerAnswer[];
}

const byPeer = (answers: readonly PeerAnswer[]): ReadonlyMap<string, PacketResult | undefined> =>
	new Map(answers.map(({peer, answer}) => [peer.name, answer]));

const pings = (answer: PacketResult | undefined): boolean => contactOf(answer) === 'answers';

/** A firewall may refuse kubelet's port, so an address that is silent was also sent a ping. */
export const peerContactsOf = (answers: PeerAnswers): readonly PeerContact[] => {
	const overlays = byPeer(answers.overlay);
	const underlayPings = byPeer(answers.underlayPings);
	const overlayPings = byPeer(answers.overlayPings);
	return answers.underlay.map(({peer, answer}) => {
		const overlay = overlays.has(peer.name) ? contactOf(overlays.get(peer.name)) : undefined;
		const direct = contactOf(answer);
		const isRefused = direct === 'unclear' || direct === 'silent';
		const underlay = isRefused && pings(underlayPings.get(peer.name)) ? 'pings' : direct;
		return {
			peer,
			// What comes through the overlay has come through the underlay.
			underlay: overlay === 'answers' ? 'answers' : underlay,
			...(overlay !== undefined && {
				overlay: overlay === 'silent' && pings(overlayPings.get(peer.name)) ? ('pings' as const) : overlay,
			}),
			...(answer?.milliseconds !== undefined && {milliseconds: answer.milliseconds}),
		};
	});
};

/** Peers that answered on neither way: worth a ping on the underlay. */
export const silentOnUnderlay = (
	underlay: readonly PeerAnswer[],
	overlay: readonly PeerAnswer[],
): readonly PeerTarget[] => {
	const overlays = byPeer(overlay);
	return underlay
		.filter(({answer}) => ['silent', 'unclear'].includes(contactOf(answer)))
		.filter(({peer}) => contactOf(overlays.get(peer.name)) !== 'answers')
		.map(({peer, address}) => ({peer, address}));
};

/** Peers that can be reached, but not through the overlay: worth a ping there. */
export const silentOnOverlay = (answers: Omit<PeerAnswers, 'overlayPings'>): readonly PeerTarget[] => {
	const reachable = new Set(
		peerContactsOf({...answers, overlayPings: []})
			.filter(({underlay}) => underlay === 'answers' || underlay === 'pings' || underlay === 'stalls')
			.map(({peer}) => peer.name),
	);
	return answers.overlay
		.filter(({peer, answer}) => contactOf(answer) === 'silent' && reachable.has(peer.name))
		.map(({peer, address}) => ({peer, address}));
};
