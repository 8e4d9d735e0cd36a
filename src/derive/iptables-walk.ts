import {
	argumentsOf,
	type IptablesChain,
	type IptablesRule,
	type IptablesRuleset,
} from '../parsers/iptables-save.ts';
import type {StateChange, WalkAction, WalkChain, WalkRule} from './chain-walk.ts';
import {isProtocol, numbersOf, type Test, testsOf} from './iptables-match.ts';
import type {Packet} from './packet.ts';
import {allOf} from './packet-match.ts';
import {hopsAction, type QueueReaders, queueAction} from './packet-queues.ts';
import type {KnownSets} from './packet-sets.ts';

const passing = new Set([
	...['LOG', 'NFLOG', 'ULOG', 'TRACE', 'AUDIT', 'TCPMSS', 'CHECKSUM', 'DSCP', 'TOS', 'ECN', 'CLASSIFY'],
	...[
		'SECMARK',
		'CONNSECMARK',
		'SET',
		'IDLETIMER',
		'LED',
		'RATEEST',
		'HMARK',
		'CT',
		'NOTRACK',
		'MARK',
		'CONNMARK',
	],
]);
const unfollowed = new Set(['SYNPROXY', 'TPROXY']);
const translating = new Set(['REDIRECT', 'DNAT', 'SNAT', 'MASQUERADE', 'NETMAP']);

const optionIn =
	(words: readonly string[]) =>
	(option: string): string | undefined =>
		words.includes(option) ? words[words.indexOf(option) + 1] : undefined;

const queueOf = (words: readonly string[], readers: QueueReaders): WalkAction => {
	const optionValue = optionIn(words);
	const [first = 0, last = first] = (optionValue('--queue-balance') ?? optionValue('--queue-num') ?? '0')
		.split(':')
		.map(Number);
	return queueAction({first, last, isBypassed: words.includes('--queue-bypass')}, readers);
};

/** What it does may depend on the packet, but not on what rules before have changed. */
type ActionOn = (packet: Packet) => WalkAction;

const withUnknownMark: StateChange = state => ({...state, mark: undefined, clearedBits: undefined});

const changeOf = (target: string, words: readonly string[]): WalkAction => {
	const optionValue = optionIn(words);
	if (target === 'NOTRACK' || (target === 'CT' && words.includes('--notrack'))) {
		return {kind: 'continue', change: state => ({...state, isTracked: false})};
	}
	if (target === 'CONNMARK' && words.includes('--restore-mark')) {
		return {kind: 'continue', change: withUnknownMark};
	}
	if (target === 'HMARK') {
		// By a hash of the packet.
		return {kind: 'continue', change: withUnknownMark};
	}
	if (target !== 'MARK') {
		return {kind: 'continue'};
	}
	const set = optionValue('--set-xmark') ?? optionValue('--set-mark');
	if (set === undefined) {
		return {kind: 'continue', change: withUnknownMark};
	}
	const [value, mask] = numbersOf(set);
	return {
		kind: 'continue',
		change: ({mark, clearedBits = 0, ...state}) =>
			mark === undefined
				? {...state, mark, clearedBits: (clearedBits | mask) & ~value}
				: {...state, mark: ((mark & ~mask) ^ value) >>> 0},
	};
};

const verdictOf = (
	flag: string | undefined,
	target: string | undefined,
	words: readonly string[],
	readers: QueueReaders,
): WalkAction => {
	switch (target) {
		case undefined:
			return {kind: 'continue'};
		case 'ACCEPT':
			return {kind: 'accept'};
		case 'DROP':
		case 'REJECT':
			return {kind: 'drop'};
		case 'RETURN':
			return {kind: 'return'};
		case 'NFQUEUE':
		case 'QUEUE':
			return queueOf(words, readers);
		default:
			if (passing.has(target)) {
				return changeOf(target, words);
			}
			if (translating.has(target)) {
				return {kind: 'drop'};
			}
			return unfollowed.has(target)
				? {kind: 'unknown'}
				: {kind: flag === '-g' ? 'goto' : 'jump', chain: target};
	}
};

const actionOf = (
	table: string,
	chain: string,
	[flag, target, ...words]: readonly string[],
	readers: QueueReaders,
): ActionOn => {
	if (target === 'TTL' || target === 'HL') {
		const optionValue = optionIn(words);
		const hops = Number(optionValue('--ttl-set') ?? optionValue('--hl-set') ?? 64);
		return packet => hopsAction(hops, packet, chain);
	}
	const action = verdictOf(flag, target, words, readers);
	const placed =
		action.kind === 'jump' || action.kind === 'goto'
			? {...action, chain: `${table} ${action.chain}`}
			: action;
	return () => placed;
};

/** What the rules refer to and do not hold themselves; what is absent is not known. */
export interface Lookups {
	readonly readers?: QueueReaders;
	readonly sets?: KnownSets | undefined;
}

/** Addresses, interfaces and the protocol come first: most rules of a cluster need no closer look. */
const leadingProtocol = /^(?:(?:! )?-[sdio] \S+ )*-p (\S+)/;

const isOfOtherProtocol = ({text}: IptablesRule, packet: Packet): boolean => {
	const name = leadingProtocol.exec(text)?.[1];
	return name !== undefined && !isProtocol(name, packet);
};

interface RuleParts {
	readonly tests: readonly Test[];
	readonly action: ActionOn;
}

const takenApart = (table: string, chain: string, rule: IptablesRule, lookups: Lookups): RuleParts => {
	const words = argumentsOf(rule);
	const jump = words.findIndex(word => word === '-j' || word === '-g');
	const end = jump === -1 ? words.length : jump;
	return {
		tests: testsOf(words.slice(0, end), lookups.sets),
		action: actionOf(table, chain, words.slice(end), lookups.readers),
	};
};

const ruleOf = (table: string, chain: string, rule: IptablesRule, lookups: Lookups): WalkRule => {
	let parts: RuleParts | undefined;
	const partsOf = (): RuleParts => {
		parts ??= takenApart(table, chain, rule, lookups);
		return parts;
	};
	const counters = rule.packets === undefined ? '' : `[${rule.packets}:${rule.bytes}] `;
	return {
		text: `-t ${table} -A ${chain} ${rule.text}`,
		excerpt: `${counters}-A ${chain} ${rule.text}`,
		matches: (packet, state) =>
			!isOfOtherProtocol(rule, packet) && allOf(partsOf().tests, test => test(packet, state)),
		action: packet => partsOf().action(packet),
	};
};

/** Base chains that a packet passes, in order. */
export const iptablesBaseChains: Readonly<Record<Packet['way'], readonly string[]>> = {
	in: ['raw PREROUTING', 'mangle PREROUTING', 'mangle INPUT', 'filter INPUT', 'security INPUT'],
	out: ['raw OUTPUT', 'mangle OUTPUT', 'filter OUTPUT', 'security OUTPUT', 'mangle POSTROUTING'],
	through: [
		...['raw PREROUTING', 'mangle PREROUTING', 'mangle FORWARD', 'filter FORWARD', 'security FORWARD'],
		'mangle POSTROUTING',
	],
};

const chainOf = (table: string, {name, policy, rules}: IptablesChain, lookups: Lookups): WalkChain => {
	let read: readonly WalkRule[] | undefined;
	return {
		name: `${table} ${name}`,
		isBeforeTracking: table === 'raw',
		...(policy !== undefined && {policy: policy === 'ACCEPT' ? ('accept' as const) : ('drop' as const)}),
		// Of tens of thousands of rules a packet passes a few: the others are never taken apart.
		get rules() {
			read ??= rules.map(rule => ruleOf(table, name, rule, lookups));
			return read;
		},
	};
};

/** Chains by table and name, `filter INPUT`. What a rule of nat translates leaves its chain there: walks tell that as a drop. */
export const iptablesChains = (
	{tables}: IptablesRuleset,
	lookups: Lookups = {},
): ReadonlyMap<string, WalkChain> =>
	new Map(
		tables.flatMap(table =>
			table.chains.map(
				chain => [`${table.name} ${chain.name}`, chainOf(table.name, chain, lookups)] as const,
			),
		),
	);
