import type {BirdRoutes} from '../parsers/bird-routes.ts';
import type {BlockAffinity} from '../parsers/calico-ipam.ts';
import type {IpPool} from '../parsers/calico-pool.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {BgpPeer} from './bgp-peer.ts';
import type {BirdAnswer} from './bird-daemon.ts';
import {holds} from './cidr.ts';
import type {ServiceEndpoint} from './ready-endpoints.ts';

/** A node, and its blocks of addresses of which nobody tells BIRD, although the session is well. */
export interface WithheldBlocks {
	/** Whether the session brings no route at all. */
	readonly isAll: boolean;
	readonly peer: BgpPeer;
	readonly blocks: readonly [string, ...string[]];
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

/** A session of the mesh with a node that is ready, and for so long that its routes should be here. */
const isSettled = ({bird, session, standing}: BgpPeer): boolean =>
	session.peering === 'mesh' &&
	standing === 'ready' &&
	!bird.isRecovering &&
	bird.now - session.since >= settledAfter;

/** The node did send routes, and the import filter of BIRD here lets none of them in; Calico's own accepts all of the mesh. */
export const isTurnedAway = (peer: BgpPeer): boolean =>
	isSettled(peer) && importsNothing(peer) && (peer.session.routes?.filtered ?? 0) > 0;

/** Sessions of the mesh that are established; nothing where no other node sends routes either, and where they are turned away here. */
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
		const {family, node} = peer;
		const isJudged =
			isSettled(peer) &&
			!isTurnedAway(peer) &&
			peers.some(other => other.family === family && !importsNothing(other));
		const [first, ...more] = affinities
			.filter(affinity => affinity.node === node?.name && isLate(affinity))
			.map(({cidr}) => cidr)
			.filter(cidr => cidr.includes(':') === (family === 'ipv6') && isTold(cidr))
			.filter(cidr => !known.some(destination => holds(destination, cidr)));
		return isJudged && first !== undefined
			? [{peer, isAll: importsNothing(peer), blocks: [first, ...more]}]
			: [];
	});
};

/** A node whose session is well and brings nothing, and pods there to which nothing but a default route leads. */
export interface UntoldPods {
	readonly peer: BgpPeer;
	readonly pods: readonly [string, ...string[]];
}

/**
 * `pods` are those of which the API tells the node. Nothing where no other node of the mesh sends routes either: then
 * Felix makes them, and BIRD announces services only.
 */
export const untoldPods = (
	peers: readonly BgpPeer[],
	routes: readonly Route[],
	pods: readonly Pick<ServiceEndpoint, 'address' | 'nodeName'>[],
): readonly UntoldPods[] => {
	const isRouted = (address: string): boolean =>
		routes.some(({destination}) => !destination.endsWith('/0') && holds(destination, address));
	return peers.flatMap(peer => {
		const [first, ...more] = pods
			.filter(({nodeName}) => nodeName !== undefined && nodeName === peer.node?.name)
			.map(({address}) => address)
			.filter(address => address.includes(':') === (peer.family === 'ipv6') && !isRouted(address));
		const tellsNothing = isSettled(peer) && importsNothing(peer) && !isTurnedAway(peer);
		const othersTell = peers.some(
			other => other.family === peer.family && other.session.peering === 'mesh' && !importsNothing(other),
		);
		return tellsNothing && othersTell && first !== undefined ? [{peer, pods: [first, ...more]}] : [];
	});
};
