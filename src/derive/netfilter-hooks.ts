import type {IpFamily} from '../core/environment.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {
	passChains,
	type WalkChain,
	type WalkEnd,
	type WalkRule,
	type WalkState,
	walkChains,
} from './chain-walk.ts';
import {baseChainsIn, markBefore} from './foreign-marks.ts';
import {iptablesBaseChains, iptablesChains, type Lookups} from './iptables-walk.ts';
import {nftBaseChains, nftChains} from './nft-walk.ts';
import type {Packet} from './packet.ts';
import {nftRawChains, rawChainOf, untrackedBy} from './untracked.ts';

/** Program that shows a rule; those of IPv6 begin with ip6tables. */
export type ShownBy =
	| 'iptables-nft-save'
	| 'iptables-legacy-save'
	| 'ip6tables-nft-save'
	| 'ip6tables-legacy-save'
	| 'nft';

/** Where a packet ends. */
export interface NetfilterDrop {
	readonly end: WalkEnd;
	readonly shownBy: ShownBy;
}

export type Passage =
	| {readonly kind: 'accepted'}
	| ({readonly kind: 'dropped'} & NetfilterDrop)
	/** `from`: the first rule that may or may not decide; `suspect`: where the packet may end. */
	| {readonly kind: 'undecided'; readonly from?: string; readonly suspect?: NetfilterDrop};

/** Rules of both back-ends of iptables; absent is what could not be read. */
export interface BackendRules {
	readonly nft?: IptablesRuleset;
	readonly legacy?: IptablesRuleset;
}

/** Everything that filters, whoever wrote it, with its chains taken apart once for many packets. */
export interface Netfilter {
	readonly backends: readonly Backend[];
	readonly tables: readonly NftTable[];
}

export interface Backend {
	readonly shownBy: ShownBy;
	readonly chains: ReadonlyMap<string, WalkChain>;
	readonly setsMarks: boolean;
}

const setsMarks = (ruleset: IptablesRuleset): boolean =>
	ruleset.tables.some(({chains}) =>
		chains.some(chain => chain.rules.some(({target}) => /MARK$/.test(target ?? ''))),
	);

/** Felix writes this on the rule that accepts what a policy accepted; the mark can be configured. */
const acceptedByPolicy = /Policy explicitly accepted packet.* --mark (0x[0-9a-f]+)\/\1 /;

const acceptMarkOf = (ruleset: IptablesRuleset): number => {
	const forward = ruleset.tables
		.find(({name}) => name === 'filter')
		?.chains.find(({name}) => name === 'FORWARD');
	const found = forward?.rules.flatMap(({text}) => acceptedByPolicy.exec(text)?.[1] ?? [])[0];
	return Number(found ?? 0x10000);
};

/** Chains in which Felix asks the policies: of workloads, which answer with a mark, and of host endpoints. */
const ofWorkloads = /^filter cali-(?:from|to)-wl-dispatch$/;
const ofHostEndpoints = /^(?:filter|mangle|raw) cali-(?:from|to)-(?:hep-forward|host-endpoint)$/;

/** What a policy forbids is meant to be dropped: these chains let pass what they are asked for. */
const withOpenPolicies = (
	chains: ReadonlyMap<string, WalkChain>,
	acceptMark: number,
): ReadonlyMap<string, WalkChain> => {
	const accept: WalkRule = {
		text: 'a policy of Calico that accepts',
		excerpt: '',
		matches: () => true,
		action: () => ({
			kind: 'continue',
			change: ({mark, clearedBits = 0, ...state}) => ({
				...state,
				mark: mark === undefined ? undefined : (mark | acceptMark) >>> 0,
				clearedBits: clearedBits & ~acceptMark,
			}),
		}),
	};
	return new Map(
		[...chains].map(([key, chain]) => {
			const rules = ofWorkloads.test(key) ? [accept] : ofHostEndpoints.test(key) ? [] : undefined;
			return [key, rules === undefined ? chain : {name: chain.name, rules}];
		}),
	);
};

export interface NetfilterOptions extends Lookups {
	readonly family?: IpFamily;
	/** `open`: for packets that network policies allow, whatever those are. */
	readonly policies?: 'open';
}

/** Rules of one family; `tables` are those of nftables that iptables does not show. */
export const netfilterOf = (
	rules: BackendRules,
	tables: readonly NftTable[],
	{family = 'ipv4', policies, ...lookups}: NetfilterOptions = {},
): Netfilter => {
	const program = family === 'ipv4' ? 'iptables' : 'ip6tables';
	const ofIptables = (['nft', 'legacy'] as const).flatMap((variant): readonly Backend[] => {
		const ruleset = rules[variant];
		if (ruleset === undefined) {
			return [];
		}
		const chains = iptablesChains(ruleset, lookups);
		return [
			{
				shownBy: `${program}-${variant}-save`,
				chains: policies === 'open' ? withOpenPolicies(chains, acceptMarkOf(ruleset)) : chains,
				setsMarks: setsMarks(ruleset),
			},
		];
	});
	const native: Backend = {
		shownBy: 'nft',
		chains: nftChains(tables, lookups.readers),
		setsMarks: tables.some(
			table => table.chains.some(({isUnread}) => isUnread) || /"mangle"/.test(JSON.stringify(table)),
		),
	};
	return {backends: [...ofIptables, native], tables};
};

/**
 * What becomes of a packet. Each back-end is followed by itself, and one that drops is enough; of marks that another one sets
 * it is only known which bits it leaves alone.
 * @param mark with which the packet comes, where that is known to be the same for all back-ends
 */
export const passageOf = (
	{backends, tables}: Netfilter,
	packet: Packet,
	mark?: {readonly known: number | undefined},
): Passage => {
	let unclear: {readonly from?: string; readonly suspect?: NetfilterDrop} | undefined;
	// Whichever back-end takes the packet out of tracking does so for the others, too.
	const untracking = backends.filter(({shownBy, chains}) => {
		const raw = shownBy === 'nft' ? nftRawChains(tables, chains, packet) : rawChainOf(packet);
		return untrackedBy(chains, raw, packet) !== undefined;
	});
	for (const backend of backends) {
		const {shownBy, chains} = backend;
		const start: WalkState = {
			...(mark === undefined ? markBefore(backend, {backends, tables}, packet) : {mark: mark.known}),
			isTracked: untracking.every(other => other === backend),
		};
		const walk = walkChains(chains, baseChainsIn(backend, tables, packet), packet, start);
		if (walk.verdict === 'drop') {
			return {kind: 'dropped', shownBy, end: walk.end};
		}
		if (walk.verdict === 'undecided') {
			unclear = {
				...(walk.from !== undefined && {from: walk.from}),
				...(walk.suspect !== undefined && {suspect: {shownBy, end: walk.suspect}}),
				...unclear,
			};
		}
	}
	return unclear === undefined ? {kind: 'accepted'} : {kind: 'undecided', ...unclear};
};

/** Chains that a packet passes before the kernel looks for its way: of what it sends itself it looks again for a marked one. */
const isBeforeRouting = (packet: Packet, hook: string): boolean =>
	packet.way === 'out' ? /output/i.test(hook) : /prerouting/i.test(hook);

interface Mark {
	readonly mark: number;
	/** The rule that set it. */
	readonly markedBy?: string;
}

/** The mark of a packet that came without one, after the hooks that are asked for; undefined where it ends there, or that cannot be told. */
const markAfter = (
	{backends, tables}: Netfilter,
	packet: Packet,
	isAsked: (packet: Packet, hook: string) => boolean,
): Mark | undefined => {
	let state: WalkState = {mark: 0, isTracked: true};
	for (const {shownBy, chains} of backends) {
		const baseChains =
			shownBy === 'nft'
				? nftBaseChains(tables, packet, isAsked)
				: iptablesBaseChains[packet.way].filter(name => chains.has(name) && isAsked(packet, name));
		const passed = passChains(chains, baseChains, packet, state);
		if (passed.walk.verdict === 'drop') {
			return undefined;
		}
		({state} = passed);
	}
	const {mark, markedBy} = state;
	return mark === undefined ? undefined : {mark, ...(markedBy !== undefined && {markedBy})};
};

/** The mark with which the kernel looks for the way of a packet. */
export const markForRouting = (netfilter: Netfilter, packet: Packet): Mark | undefined =>
	markAfter(netfilter, packet, isBeforeRouting);

/** The mark with which a packet leaves the firewall, which the datagram of a tunnel takes over. */
export const markOnLeaving = (netfilter: Netfilter, packet: Packet): Mark | undefined =>
	markAfter(netfilter, packet, () => true);

/** The first rule of these that may or may not decide. */
export const undecidedIn = (passages: readonly Passage[]): {readonly undecided?: string} => {
	const first = passages.find(({kind}) => kind === 'undecided');
	return first?.kind === 'undecided' ? {undecided: first.from ?? 'a chain that is not there'} : {};
};
