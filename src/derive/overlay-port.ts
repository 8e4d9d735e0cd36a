import type {Link} from '../parsers/ip-link.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {listNames} from './list-names.ts';
import {marksOutsideCluster} from './marks-outside-cluster.ts';
import {
	type BackendRules,
	type Netfilter,
	type NetfilterDrop,
	type NetfilterOptions,
	netfilterOf,
	type Passage,
	passageOf,
	undecidedIn,
} from './netfilter-hooks.ts';
import type {Packet, PacketLength} from './packet.ts';

/** Where datagrams of a peer, or for it, end; no peer: those of all. */
export interface OverlayPortDrop extends NetfilterDrop {
	readonly peer?: string;
}

/** Drops of datagrams that carry a full packet of pods, of the length `octets` and more. */
export interface LargeOverlayDrops {
	readonly octets: number;
	readonly incoming: readonly OverlayPortDrop[];
	readonly outgoing: readonly OverlayPortDrop[];
}

/** What becomes of the datagrams of a VXLAN device in the firewall of this node. */
export interface OverlayPortPassage {
	/** Peers whose datagrams certainly do not get in. */
	readonly incoming: readonly OverlayPortDrop[];
	/** Peers for whom they certainly do not get out. */
	readonly outgoing: readonly OverlayPortDrop[];
	/** Where full ones end that get through while they are small. */
	readonly large?: LargeOverlayDrops;
	/** The first rule that may or may not drop others. */
	readonly undecided?: string;
	/** Where those of others may end, on the way in and on the way out; absent: not looked for. */
	readonly suspects?: {readonly incoming?: NetfilterDrop; readonly outgoing?: NetfilterDrop};
}

/** Rules rarely tell peers apart, and one that is dropped is reason enough. */
const mostPeers = 16;

interface Followed {
	readonly drops: readonly OverlayPortDrop[];
	readonly undecided?: string;
	readonly suspect?: NetfilterDrop;
}

const suspectIn = (passages: readonly Passage[]): Pick<Followed, 'suspect'> => {
	const [suspect] = passages.flatMap(passage =>
		passage.kind === 'undecided' ? (passage.suspect ?? []) : [],
	);
	return suspect === undefined ? {} : {suspect};
};

/** Whose packets are dropped, in a sentence. */
export const peersOfDrops = (drops: readonly OverlayPortDrop[]): string => {
	const addresses = drops.flatMap(({peer}) => peer ?? []);
	return addresses.length === 0 ? 'other nodes' : listNames(addresses);
};

const dropOf = (passage: Passage, peer?: string): readonly OverlayPortDrop[] =>
	passage.kind === 'dropped'
		? [{end: passage.end, shownBy: passage.shownBy, ...(peer !== undefined && {peer})}]
		: [];

/** Packets of each peer, where rules ask who it is; of all at once otherwise. */
export const followPeers = (
	netfilter: Netfilter,
	peers: readonly string[],
	packetFor: (peer: string | undefined) => Packet,
	mark?: {readonly known: number | undefined},
): Followed => {
	const packet = packetFor(undefined);
	const common = passageOf(netfilter, packet, mark);
	const isIpv6 = packet.family === 'ipv6';
	const addresses = [...new Set(peers.filter(peer => peer.includes(':') === isIpv6))].sort();
	if (common.kind !== 'undecided' || addresses.length === 0) {
		const isOfAll = addresses.length === 0;
		const drops = isOfAll ? dropOf(common) : addresses.flatMap(peer => dropOf(common, peer));
		return {drops, ...undecidedIn([common]), ...suspectIn([common])};
	}
	// Only where rules ask who the peer is does it matter.
	const passages = addresses
		.slice(0, mostPeers)
		.map(peer => ({peer, passage: passageOf(netfilter, packetFor(peer), mark)}));
	const all = passages.map(({passage}) => passage);
	return {
		drops: passages.flatMap(({peer, passage}) => dropOf(passage, peer)),
		...undecidedIn(all),
		...suspectIn(all),
	};
};

/** Whether somebody else than the cluster may set marks; Felix does in FORWARD. */
const isMarkedByOthers = (rules: BackendRules, tables: readonly NftTable[]): boolean =>
	/"mangle"/.test(JSON.stringify(tables)) || marksOutsideCluster(rules).length > 0;

/** IP, UDP, VXLAN and Ethernet before the packet of a pod. */
const headers = {ipv4: 50, ipv6: 70} as const;

/** Whether any rule asks how long packets are. */
const isLengthAsked = (rules: BackendRules, tables: readonly NftTable[]): boolean =>
	/"length"/.test(JSON.stringify(tables)) ||
	[rules.nft, rules.legacy].some(ruleset =>
		ruleset?.tables.some(({chains}) =>
			chains.some(chain => chain.rules.some(({text}) => text.includes(' --length '))),
		),
	);

/** Follows the datagrams of a VXLAN device over one family, whose rules are given; undefined for any other device. */
export const overlayPortPassage = (
	{vxlan, mtu}: Link,
	peers: readonly string[],
	rules: BackendRules,
	tables: readonly NftTable[],
	{family = 'ipv4', ...lookups}: Omit<NetfilterOptions, 'policies'> = {},
): OverlayPortPassage | undefined => {
	const {port, local, lower, isExternal} = vxlan ?? {};
	if (port === undefined || (local?.includes(':') === true) !== (family === 'ipv6')) {
		return undefined;
	}
	const datagram = {family, protocol: 'udp'} as const;
	const netfilter = netfilterOf(rules, tables, {family, ...lookups});
	const arriving = (length?: PacketLength): Followed =>
		followPeers(netfilter, peers, source => ({
			...datagram,
			way: 'in',
			port,
			source,
			destination: local,
			incoming: lower,
			isOfPeer: true,
			...(length !== undefined && {length}),
		}));
	// A datagram keeps the mark of the packet in it, which passed the same chains; eBPF programs set one too.
	const isUnmarked = isExternal === false && !isMarkedByOthers(rules, tables);
	const leaving = (length?: PacketLength): Followed =>
		followPeers(
			netfilter,
			peers,
			destination => ({
				...datagram,
				way: 'out',
				port,
				source: local,
				destination,
				outgoing: lower,
				...(length !== undefined && {length}),
			}),
			{known: isUnmarked ? 0 : undefined},
		);
	const [incoming, outgoing] = [arriving(), leaving()];
	const areSmallDropped = incoming.drops.length > 0 || outgoing.drops.length > 0;
	// A device that takes its tunnel from each packet has the MTU of the uplink.
	const full = {least: mtu, most: mtu + headers[family]};
	const large =
		areSmallDropped || !isLengthAsked(rules, tables)
			? undefined
			: {octets: full.most, incoming: arriving(full).drops, outgoing: leaving(full).drops};
	const undecided = incoming.undecided ?? outgoing.undecided;
	return {
		incoming: incoming.drops,
		outgoing: outgoing.drops,
		...(large !== undefined && large.incoming.length + large.outgoing.length > 0 && {large}),
		...(undecided !== undefined && {undecided}),
		suspects: {
			...(incoming.suspect !== undefined && {incoming: incoming.suspect}),
			...(outgoing.suspect !== undefined && {outgoing: outgoing.suspect}),
		},
	};
};
