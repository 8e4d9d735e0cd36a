import type {BirdRoutes} from '../parsers/bird-routes.ts';
import type {BlockAffinity} from '../parsers/calico-ipam.ts';
import type {IpPool} from '../parsers/calico-pool.ts';
import type {BgpPeer} from './bgp-peer.ts';
import type {BirdAnswer} from './bird-daemon.ts';
import {contains, parseCidr} from './cidr.ts';

/** A node, and its blocks of addresses of which nobody tells BIRD, although the session is well. */
export interface WithheldBlocks {
	/** Whether the session brings no route at all. */
	readonly isAll: boolean;
	readonly peer: BgpPeer;
	readonly blocks: readonly [string, ...string[]];
	/** It did send routes, and BIRD of this node let none of them in. */
	readonly isOwnFilter?: true;
}

export interface ImportSituation {
	readonly peers: readonly BgpPeer[];
	readonly learned: readonly BirdAnswer<BirdRoutes>[];
	readonly affinities: readonly BlockAffinity[];
	readonly pools: readonly IpPool[];
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/** BIRD sends its routes as soon as a session is established, and those of a new block within seconds. */
const settledAfter = 60_000;

const importsNothing = ({session: {routes}}: BgpPeer): boolean => routes?.imported === 0;

const turnsAllAway = (peer: BgpPeer): boolean =>
	importsNothing(peer) && (peer.session.routes?.filtered ?? 0) > 0;

const holds = (outer: string, inner: string): boolean => {
	const [range, block] = [parseCidr(outer), parseCidr(inner)];
	return range !== undefined && block !== undefined && contains(range, block);
};

/** Sessions of the mesh that are established; nothing where no other node sends routes either, unless they are turned away here. */
export const withheldBlocks = ({
	peers,
	learned,
	affinities,
	pools,
	now,
}: ImportSituation): readonly WithheldBlocks[] => {
	const known = learned.flatMap(({value: {preferred}}) => preferred.map(({destination}) => destination));
	const isTold = (block: string): boolean =>
		!pools.some(
			({cidr, isKeptFromBgp, vxlanMode}) => holds(cidr, block) && (isKeptFromBgp || vxlanMode !== 'Never'),
		);
	const isLate = ({createdAt = 0, state}: BlockAffinity): boolean =>
		state === 'confirmed' && now - createdAt >= settledAfter;
	return peers.flatMap(peer => {
		const {family, bird, session, node, standing} = peer;
		const isJudged =
			session.peering === 'mesh' &&
			standing === 'ready' &&
			!bird.isRecovering &&
			bird.now - session.since >= settledAfter &&
			(turnsAllAway(peer) || peers.some(other => other.family === family && !importsNothing(other)));
		const [first, ...more] = affinities
			.filter(affinity => affinity.node === node?.name && isLate(affinity))
			.map(({cidr}) => cidr)
			.filter(cidr => cidr.includes(':') === (family === 'ipv6') && isTold(cidr))
			.filter(cidr => !known.some(destination => holds(destination, cidr)));
		return isJudged && first !== undefined
			? [
					{
						...{peer, isAll: importsNothing(peer)},
						blocks: [first, ...more],
						...(turnsAllAway(peer) && {isOwnFilter: true as const}),
					},
				]
			: [];
	});
};
