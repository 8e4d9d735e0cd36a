import type {NftTable} from '../parsers/nft-ruleset.ts';
import {type BgpPeer, bgpSourceOf, isEstablished} from './bgp-peer.ts';
import {type BackendRules, type NetfilterDrop, netfilterOf, passageOf} from './netfilter-hooks.ts';

/** Packets for the port of BGP that this node does not let through. */
export interface BgpPortDrop extends NetfilterDrop {
	readonly peer: BgpPeer;
	readonly way: 'in' | 'out';
}

export const bgpPort = 179;
/** Rules rarely tell peers apart. */
const mostPeers = 16;

/** Of IPv4 sessions that are down: where the first packet of a connection certainly ends in the rules of this node. */
export const bgpPortDrops = (
	peers: readonly BgpPeer[],
	rules: BackendRules,
	tables: readonly NftTable[],
): readonly BgpPortDrop[] => {
	const netfilter = netfilterOf(rules, tables);
	const down = peers.filter(
		peer => peer.family === 'ipv4' && !isEstablished(peer) && peer.session.state !== 'Down',
	);
	return down.slice(0, mostPeers).flatMap((peer): readonly BgpPortDrop[] => {
		const {neighbour} = peer.session;
		const own = bgpSourceOf(peer, peers);
		const packet = {family: 'ipv4', protocol: 'tcp', port: bgpPort} as const;
		// Who only waits never calls.
		const out =
			peer.session.state === 'Passive'
				? undefined
				: passageOf(netfilter, {
						...packet,
						way: 'out',
						source: own,
						destination: neighbour,
						outgoing: undefined,
					});
		if (out?.kind === 'dropped') {
			return [{...out, peer, way: 'out'}];
		}
		const inward = passageOf(netfilter, {
			...packet,
			way: 'in',
			source: neighbour,
			destination: own,
			incoming: undefined,
		});
		return inward.kind === 'dropped' ? [{...inward, peer, way: 'in'}] : [];
	});
};
