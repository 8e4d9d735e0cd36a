import {
	argumentsOf,
	type IptablesChain,
	type IptablesRule,
	type IptablesRuleset,
} from '../parsers/iptables-save.ts';
import type {Packet, WalkAction, WalkChain, WalkRule} from './chain-walk.ts';
import {isProtocol, numbersOf, type Test, testsOf} from './iptables-match.ts';
import {allOf} from './packet-match.ts';

const passing = new Set([
	...[
		'LOG',
		'NFLOG',
		'ULOG',
		'TRACE',
		'AUDIT',
		'TCPMSS',
		'CHECKSUM',
		'DSCP',
		'TOS',
		'TTL',
		'ECN',
		'CLASSIFY',
	],
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
const unfollowed = new Set(['QUEUE', 'NFQUEUE', 'SYNPROXY', 'TPROXY']);
const translating = new Set(['REDIRECT', 'DNAT', 'SNAT', 'MASQUERADE', 'NETMAP']);

const changeOf = (target: string, words: readonly string[]): WalkAction => {
	const optionValue = (option: string): string | undefined =>
		words.includes(option) ? words[words.indexOf(option) + 1] : undefined;
	if (target === 'NOTRACK' || (target === 'CT' && words.includes('--notrack'))) {
		return {kind: 'change', change: state => ({...state, isTracked: false})};
	}
	if (target === 'CONNMARK' && words.includes('--restore-mark')) {
		return {kind: 'change', change: state => ({...state, mark: undefined})};
	}
	if (target !== 'MARK') {
		return {kind: 'continue'};
	}
	const set = optionValue('--set-xmark') ?? optionValue('--set-mark');
	if (set === undefined) {
		return {kind: 'change', change: state => ({...state, mark: undefined})};
	}
	const [value, mask] = numbersOf(set);
	return {
		kind: 'change',
		change: state => ({
			...state,
			mark: state.mark === undefined ? undefined : ((state.mark & ~mask) ^ value) >>> 0,
		}),
	};
};

const actionOf = (
	flag: string | undefined,
	target: string | undefined,
	words: readonly string[],
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

/** Addresses, interfaces and the protocol come first: most rules of a cluster need no closer look. */
const leadingProtocol = /^(?:(?:! )?-[sdio] \S+ )*-p (\S+)/;

const isOfOtherProtocol = ({text}: IptablesRule, packet: Packet): boolean => {
	const name = leadingProtocol.exec(text)?.[1];
	return name !== undefined && !isProtocol(name, packet);
};

const takenApart = (
	table: string,
	rule: IptablesRule,
): {readonly tests: readonly Test[]; readonly action: WalkAction} => {
	const words = argumentsOf(rule);
	const jump = words.findIndex(word => word === '-j' || word === '-g');
	const action =
		jump === -1
			? actionOf(undefined, undefined, [])
			: actionOf(words[jump], words[jump + 1], words.slice(jump + 2));
	return {
		tests: testsOf(jump === -1 ? words : words.slice(0, jump)),
		action:
			action.kind === 'jump' || action.kind === 'goto'
				? {...action, chain: `${table} ${action.chain}`}
				: action,
	};
};

const ruleOf = (table: string, chain: string, rule: IptablesRule): WalkRule => {
	let parts: ReturnType<typeof takenApart> | undefined;
	const partsOf = (): ReturnType<typeof takenApart> => {
		parts ??= takenApart(table, rule);
		return parts;
	};
	const counters = rule.packets === undefined ? '' : `[${rule.packets}:${rule.bytes}] `;
	return {
		text: `-t ${table} -A ${chain} ${rule.text}`,
		excerpt: `${counters}-A ${chain} ${rule.text}`,
		matches: (packet, state) =>
			!isOfOtherProtocol(rule, packet) && allOf(partsOf().tests, test => test(packet, state)),
		action: () => partsOf().action,
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

const chainOf = (table: string, {name, policy, rules}: IptablesChain): WalkChain => {
	let read: readonly WalkRule[] | undefined;
	return {
		name: `${table} ${name}`,
		...(policy !== undefined && {policy: policy === 'ACCEPT' ? ('accept' as const) : ('drop' as const)}),
		// Of tens of thousands of rules a packet passes a few: the others are never taken apart.
		get rules() {
			read ??= rules.map(rule => ruleOf(table, name, rule));
			return read;
		},
	};
};

/** Chains by table and name, `filter INPUT`. What a rule of nat translates leaves its chain there: walks tell that as a drop. */
export const iptablesChains = ({tables}: IptablesRuleset): ReadonlyMap<string, WalkChain> =>
	new Map(
		tables.flatMap(table =>
			table.chains.map(chain => [`${table.name} ${chain.name}`, chainOf(table.name, chain)] as const),
		),
	);
