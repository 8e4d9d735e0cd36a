import type {BirdProtocols} from '../parsers/bird-protocols.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {bgpPeersOf, bgpSourceOf, isEstablished} from './bgp-peer.ts';
import type {BirdAnswer} from './bird-daemon.ts';
import {
	type BackendRules,
	type NetfilterDrop,
	netfilterOf,
	type Passage,
	passageOf,
	undecidedIn,
} from './netfilter-hooks.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';

/** Packets for the port of BGP that this node does not let through. */
export interface BgpPortDrop extends NetfilterDrop {
	readonly neighbour: string;
	readonly way: 'in' | 'out';
}

export interface BgpPortPassage {
	readonly drops: readonly BgpPortDrop[];
	/** Whether there is a session to follow packets of. */
	readonly isAsked: boolean;
	/** The first rule that may or may not drop others. */
	readonly undecided?: string;
}

const bgpPort = 179;
/** Rules rarely tell peers apart. */
const mostPeers = 16;

/** Zones of firewalld, and rules of others, are for interfaces. */
const deviceTo = (destination: string, routing: Routing): string | undefined => {
	const found = lookupRoute(routing, {destination, protocol: 'tcp', port: bgpPort});
	return found.kind === 'route' ? found.route.dev : undefined;
};

/** Of IPv4 sessions that are down: where the first packet of a connection ends in the rules of this node. */
export const bgpPortPassage = (
	birds: readonly BirdAnswer<BirdProtocols>[],
	rules: BackendRules,
	tables: readonly NftTable[],
	routing?: Routing,
): BgpPortPassage => {
	const netfilter = netfilterOf(rules, tables);
	const peers = bgpPeersOf(birds, []).filter(({family}) => family === 'ipv4');
	const down = peers.filter(peer => !isEstablished(peer) && peer.session.state !== 'Down');
	const packet = {family: 'ipv4', protocol: 'tcp', port: bgpPort} as const;
	const passages = down
		.slice(0, mostPeers)
		.map((peer): {readonly neighbour: string; readonly in: Passage; readonly out: Passage} => {
			const {neighbour, state} = peer.session;
			const own = bgpSourceOf(peer, peers);
			const device = routing && deviceTo(neighbour, routing);
			const inward = {
				...packet,
				way: 'in',
				source: neighbour,
				destination: own,
				incoming: device,
			} as const;
			const outward = {
				...packet,
				way: 'out',
				source: own,
				destination: neighbour,
				outgoing: device,
			} as const;
			return {
				neighbour,
				in: passageOf(netfilter, inward),
				// Who only waits never calls.
				out: state === 'Passive' ? {kind: 'accepted'} : passageOf(netfilter, outward),
			};
		});
	return {
		isAsked: down.length > 0,
		drops: passages.flatMap(({neighbour, ...ways}): readonly BgpPortDrop[] => {
			const drops = (['out', 'in'] as const).flatMap(way => {
				const passage = ways[way];
				return passage.kind === 'dropped'
					? [{neighbour, way, end: passage.end, shownBy: passage.shownBy}]
					: [];
			});
			return drops.slice(0, 1);
		}),
		...undecidedIn(passages.flatMap(ways => [ways.in, ways.out])),
	};
};
