import type {Link} from '../parsers/ip-link.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {type Datagram, type WalkChain, type WalkEnd, type WalkState, walkChains} from './chain-walk.ts';
import {iptablesChains, iptablesInputChains, iptablesOutputChains} from './iptables-walk.ts';
import {nftChains, nftInputChains, nftOutputChains} from './nft-walk.ts';

/** Where datagrams of a peer, or for it, end; no peer: those of all. */
export interface OverlayPortDrop {
	readonly peer?: string;
	readonly end: WalkEnd;
	/** Program that shows the rule. */
	readonly shownBy: ShownBy;
}

type ShownBy = 'iptables-nft-save' | 'iptables-legacy-save' | 'nft';

interface Rules {
	readonly nft?: IptablesRuleset;
	readonly legacy?: IptablesRuleset;
}

interface Hooks {
	readonly shownBy: ShownBy;
	readonly chains: ReadonlyMap<string, WalkChain>;
	readonly baseChains: readonly string[];
	readonly start: WalkState;
}

/** Rules rarely tell peers apart, and one that is dropped is reason enough. */
const mostPeers = 16;

const isMarkedByNft = (tables: readonly NftTable[]): boolean => /"mangle"/.test(JSON.stringify(tables));

/** Whether a chain that is asked for sets marks. */
const isMarkedByIptables = (rules: Rules, isAsked: (chain: string) => boolean): boolean =>
	[rules.nft, rules.legacy].some(ruleset =>
		ruleset?.tables.some(({chains}) =>
			chains.some(chain => isAsked(chain.name) && chain.rules.some(({target}) => /MARK$/.test(target ?? ''))),
		),
	);

/** Each back-end begins with a mark of its own: what others did before is not followed. */
const hooksOf = (
	rules: Rules,
	tables: readonly NftTable[],
	direction: 'in' | 'out',
	marks: {readonly ofIptables: number | undefined; readonly ofNft: number | undefined},
): readonly Hooks[] => {
	const backends = [
		['iptables-nft-save', rules.nft],
		['iptables-legacy-save', rules.legacy],
	] as const;
	const ofIptables = backends.flatMap(([shownBy, ruleset]): readonly Hooks[] => {
		const chains = ruleset === undefined ? new Map<string, WalkChain>() : iptablesChains(ruleset);
		const baseChains = (direction === 'in' ? iptablesInputChains : iptablesOutputChains).filter(name =>
			chains.has(name),
		);
		return baseChains.length === 0
			? []
			: [{shownBy, chains, baseChains, start: {mark: marks.ofIptables, isTracked: true}}];
	});
	const ofNft: Hooks = {
		shownBy: 'nft',
		chains: nftChains(tables),
		baseChains: (direction === 'in' ? nftInputChains : nftOutputChains)(tables),
		start: {mark: marks.ofNft, isTracked: true},
	};
	return [...ofIptables, ofNft];
};

type Passage = 'accepted' | 'undecided' | Omit<OverlayPortDrop, 'peer'>;

/** One back-end that drops is enough, whatever the others do. */
const passageOf = (hooks: readonly Hooks[], packet: Datagram): Passage => {
	let passage: Passage = 'accepted';
	for (const {shownBy, chains, baseChains, start} of hooks) {
		const walk = walkChains(chains, baseChains, packet, start);
		if (walk.verdict === 'drop') {
			return {shownBy, end: walk.end};
		}
		passage = walk.verdict === 'undecided' ? 'undecided' : passage;
	}
	return passage;
};

const dropsOf = (
	hooks: readonly Hooks[],
	peers: readonly string[],
	packetFor: (peer: string | undefined) => Datagram,
): readonly OverlayPortDrop[] => {
	const common = passageOf(hooks, packetFor(undefined));
	const addresses = [...new Set(peers.filter(peer => !peer.includes(':')))].sort();
	if (typeof common === 'object') {
		return addresses.length === 0 ? [common] : addresses.map(peer => ({peer, ...common}));
	}
	// Only where rules ask who the peer is does it matter.
	return (common === 'undecided' ? addresses.slice(0, mostPeers) : []).flatMap(peer => {
		const passage = passageOf(hooks, packetFor(peer));
		return typeof passage === 'object' ? [{peer, ...passage}] : [];
	});
};

/** Peers whose datagrams for a VXLAN device certainly do not get through the firewall of this node. */
export const overlayPortDrops = (
	device: Link,
	peers: readonly string[],
	rules: Rules,
	tables: readonly NftTable[],
): readonly OverlayPortDrop[] => {
	const {port, local, lower} = device.vxlan ?? {};
	if (port === undefined || local?.includes(':')) {
		return [];
	}
	const hooks = hooksOf(rules, tables, 'in', {
		ofIptables: isMarkedByNft(tables) ? undefined : 0,
		ofNft: isMarkedByIptables(rules, () => true) ? undefined : 0,
	});
	return dropsOf(hooks, peers, source => ({port, source, destination: local, incoming: lower}));
};

/** The cluster's own rules leave no mark on what the node itself sends. */
const isOfCluster = (chain: string): boolean => /^(?:KUBE|cali|CNI|FLANNEL)-/.test(chain);

/** Peers for whom the datagrams of a VXLAN device certainly do not leave this node. */
export const overlayPortDropsOut = (
	device: Link,
	peers: readonly string[],
	rules: Rules,
	tables: readonly NftTable[],
): readonly OverlayPortDrop[] => {
	const {port, local, lower, isExternal} = device.vxlan ?? {};
	if (port === undefined || local?.includes(':')) {
		return [];
	}
	// A datagram keeps the mark of the packet in it, which passed the same chains; eBPF programs set one too.
	const isUnmarked =
		isExternal === false &&
		!isMarkedByNft(tables) &&
		!isMarkedByIptables(rules, chain => !isOfCluster(chain));
	const mark = isUnmarked ? 0 : undefined;
	const hooks = hooksOf(rules, tables, 'out', {ofIptables: mark, ofNft: mark});
	return dropsOf(hooks, peers, destination => ({port, source: local, destination, outgoing: lower}));
};
