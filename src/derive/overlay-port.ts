import type {Link} from '../parsers/ip-link.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {
	type IncomingDatagram,
	type WalkChain,
	type WalkEnd,
	type WalkState,
	walkChains,
} from './chain-walk.ts';
import {iptablesChains, iptablesInputChains} from './iptables-walk.ts';
import {nftChains, nftInputChains} from './nft-walk.ts';

/** Where datagrams of a peer end; no source: of anybody. */
export interface OverlayPortDrop {
	readonly source?: string;
	readonly end: WalkEnd;
	/** Program that shows the rule. */
	readonly shownBy: ShownBy;
}

type ShownBy = 'iptables-nft-save' | 'iptables-legacy-save' | 'nft';

interface Hooks {
	readonly shownBy: ShownBy;
	readonly chains: ReadonlyMap<string, WalkChain>;
	readonly baseChains: readonly string[];
	readonly start: WalkState;
}

/** Rules rarely tell peers apart, and one that is dropped is reason enough. */
const mostPeers = 16;

const hooksOf = (
	rules: {readonly nft?: IptablesRuleset; readonly legacy?: IptablesRuleset},
	tables: readonly NftTable[],
): readonly Hooks[] => {
	const marksOf = (text: string): boolean => /"mangle"/.test(text);
	const isMarkedByNft = marksOf(JSON.stringify(tables));
	const isMarkedByIptables = [rules.nft, rules.legacy].some(ruleset =>
		ruleset?.tables.some(({chains}) =>
			chains.some(chain => chain.rules.some(({target}) => /MARK$/.test(target ?? ''))),
		),
	);
	const backends = [
		['iptables-nft-save', rules.nft],
		['iptables-legacy-save', rules.legacy],
	] as const;
	const ofIptables = backends.flatMap(([shownBy, ruleset]): readonly Hooks[] => {
		const chains = ruleset === undefined ? new Map<string, WalkChain>() : iptablesChains(ruleset);
		const baseChains = iptablesInputChains.filter(name => chains.has(name));
		return baseChains.length === 0
			? []
			: [{shownBy, chains, baseChains, start: {mark: isMarkedByNft ? undefined : 0, isTracked: true}}];
	});
	const ofNft: Hooks = {
		shownBy: 'nft',
		chains: nftChains(tables),
		baseChains: nftInputChains(tables),
		start: {mark: isMarkedByIptables ? undefined : 0, isTracked: true},
	};
	return [...ofIptables, ofNft];
};

type Passage = 'accepted' | 'undecided' | Omit<OverlayPortDrop, 'source'>;

/** One back-end that drops is enough, whatever the others do. */
const passageOf = (hooks: readonly Hooks[], packet: IncomingDatagram): Passage => {
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

/** Peers whose datagrams for a VXLAN device certainly do not get through the firewall of this node. */
export const overlayPortDrops = (
	device: Link,
	peers: readonly string[],
	rules: {readonly nft?: IptablesRuleset; readonly legacy?: IptablesRuleset},
	tables: readonly NftTable[],
): readonly OverlayPortDrop[] => {
	const {port, local, lower} = device.vxlan ?? {};
	if (port === undefined || local?.includes(':')) {
		return [];
	}
	const hooks = hooksOf(rules, tables);
	const ofAnybody = {port, source: undefined, destination: local, incoming: lower};
	const common = passageOf(hooks, ofAnybody);
	const sources = [...new Set(peers.filter(peer => !peer.includes(':')))].sort();
	if (typeof common === 'object') {
		return sources.length === 0 ? [common] : sources.map(source => ({source, ...common}));
	}
	// Only where rules ask who sends does it matter who does.
	return (common === 'undecided' ? sources.slice(0, mostPeers) : []).flatMap(source => {
		const passage = passageOf(hooks, {...ofAnybody, source});
		return typeof passage === 'object' ? [{source, ...passage}] : [];
	});
};
