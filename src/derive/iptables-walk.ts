import {argumentsOf, type IptablesRule, type IptablesRuleset} from '../parsers/iptables-save.ts';
import type {WalkAction, WalkChain, WalkRule} from './chain-walk.ts';
import {numbersOf, testsOf} from './iptables-match.ts';
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
const unfollowed = new Set([
	'QUEUE',
	'NFQUEUE',
	'SYNPROXY',
	'TPROXY',
	'REDIRECT',
	'DNAT',
	'SNAT',
	'MASQUERADE',
	'NETMAP',
]);

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
			return unfollowed.has(target)
				? {kind: 'unknown'}
				: {kind: flag === '-g' ? 'goto' : 'jump', chain: target};
	}
};

const ruleOf = (table: string, chain: string, rule: IptablesRule): WalkRule => {
	const words = argumentsOf(rule);
	const jump = words.findIndex(word => word === '-j' || word === '-g');
	const conditions = testsOf(jump === -1 ? words : words.slice(0, jump));
	const action = actionOf(words[jump], jump === -1 ? undefined : words[jump + 1], words.slice(jump + 2));
	const named: WalkAction =
		action.kind === 'jump' || action.kind === 'goto'
			? {...action, chain: `${table} ${action.chain}`}
			: action;
	return {
		text: `-t ${table} -A ${chain} ${rule.text}`,
		excerpt: `${rule.packets === undefined ? '' : `[${rule.packets}:${rule.bytes}] `}-A ${chain} ${rule.text}`,
		matches: (packet, state) => allOf(conditions.map(test => test(packet, state))),
		action: () => named,
	};
};

/** Base chains that a packet for this node itself passes, in order. */
export const iptablesInputChains = [
	'raw PREROUTING',
	'mangle PREROUTING',
	'mangle INPUT',
	'filter INPUT',
] as const;

/** Chains by table and name, `filter INPUT`. */
export const iptablesChains = (ruleset: IptablesRuleset): ReadonlyMap<string, WalkChain> =>
	new Map(
		ruleset.tables.flatMap(table =>
			table.chains.map(chain => {
				const name = `${table.name} ${chain.name}`;
				return [
					name,
					{
						name,
						...(chain.policy !== undefined && {
							policy: chain.policy === 'ACCEPT' ? ('accept' as const) : ('drop' as const),
						}),
						rules: chain.rules.map(rule => ruleOf(table.name, chain.name, rule)),
					},
				] as const;
			}),
		),
	);
