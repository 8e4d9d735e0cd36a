import type {BirdRoutes} from '../parsers/bird-routes.ts';
import type {BlockAffinity} from '../parsers/calico-pool.ts';
import type {BgpPeer} from './bgp-peer.ts';
import type {BirdAnswer} from './bird-daemon.ts';

/** A node whose session brings no route, and its blocks of addresses. */
export interface WithheldBlocks {
	readonly peer: BgpPeer;
	readonly blocks: readonly [string, ...string[]];
}

/** BIRD sends its routes as soon as a session is established. */
const settledAfter = 60_000;

const importsNothing = ({session: {routes}}: BgpPeer): boolean => routes?.imported === 0;

/** Sessions of the mesh that are established; nothing where no other node sends routes either. */
export const withheldBlocks = (
	peers: readonly BgpPeer[],
	learned: readonly BirdAnswer<BirdRoutes>[],
	affinities: readonly BlockAffinity[],
): readonly WithheldBlocks[] => {
	const known = new Set(
		learned.flatMap(({value: {preferred}}) => preferred.map(({destination}) => destination)),
	);
	return peers.flatMap(peer => {
		const {family, bird, session, node, standing} = peer;
		const isJudged =
			session.peering === 'mesh' &&
			standing === 'ready' &&
			!bird.isRecovering &&
			bird.now - session.since >= settledAfter &&
			peers.some(other => other.family === family && !importsNothing(other));
		const [first, ...more] = affinities
			.filter(affinity => affinity.node === node?.name && affinity.state === 'confirmed')
			.map(({cidr}) => cidr)
			.filter(cidr => cidr.includes(':') === (family === 'ipv6') && !known.has(cidr));
		return isJudged && importsNothing(peer) && first !== undefined ? [{peer, blocks: [first, ...more]}] : [];
	});
};
