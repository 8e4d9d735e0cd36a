import {argumentsOf, type IptablesRule, type IptablesRuleset} from '../parsers/iptables-save.ts';
import type {IncomingDatagram, WalkAction, WalkChain, WalkRule, WalkState} from './chain-walk.ts';
import {allOf, isDevice, isInRange, isMarked, negatedIf} from './packet-match.ts';

type Test = (packet: IncomingDatagram, state: WalkState) => boolean | undefined;

const unknown: Test = () => undefined;
const always: Test = () => true;

const isInPorts = (list: string, port: number): boolean =>
	list.split(',').some(part => {
		const [first = '', last = first] = part.split(':');
		return port >= Number(first || 0) && port <= Number(last || 65_535);
	});

/** A datagram that starts a flow: nothing came before that it could belong to. */
const isInState = (list: string, {isTracked}: WalkState): boolean | undefined =>
	isTracked === undefined ? undefined : list.split(',').includes(isTracked ? 'NEW' : 'UNTRACKED');

const numbersOf = (text: string): readonly [number, number] => {
	const [value = '', mask = '0xffffffff'] = text.split('/');
	return [Number(value), Number(mask)];
};

/** Options of iptables-extensions(8) with one argument each; every other option leaves the rule undecided. */
const tests: Readonly<Record<string, (value: string) => Test>> = {
	'-p': value => () => ['udp', '17', 'all', '0'].includes(value),
	'-s':
		value =>
		({source}) =>
			isInRange(source, value),
	'-d':
		value =>
		({destination}) =>
			isInRange(destination, value),
	'-i':
		value =>
		({incoming}) =>
			isDevice(incoming, value),
	'--dport':
		value =>
		({port}) =>
			isInPorts(value, port),
	'--dports':
		value =>
		({port}) =>
			isInPorts(value, port),
	'--ctstate': value => (_, state) => isInState(value, state),
	'--state': value => (_, state) => isInState(value, state),
	'--comment': () => always,
	'--mark':
		value =>
		(_, {mark}) =>
			isMarked(mark, ...numbersOf(value)),
	'--dst-type': value => () => value.split(',').includes('LOCAL'),
	'--pkt-type': value => () => value === 'unicast',
};

/** Modules that add no condition of their own. */
const plainModules = new Set(['udp', 'tcp', 'multiport', 'conntrack', 'state', 'comment', 'mark', 'addrtype', 'pkttype']);

const testsOf = (words: readonly string[]): readonly Test[] => {
	const found: Test[] = [];
	let isNegated = false;
	for (let index = 0; index < words.length; index += 1) {
		const word = words[index] ?? '';
		const value = words[index + 1] ?? '';
		if (word === '!') {
			isNegated = true;
			continue;
		}
		if (word === '-m') {
			found.push(plainModules.has(value) ? always : unknown);
			index += 1;
			continue;
		}
		const test = Object.hasOwn(tests, word) ? tests[word]?.(value) : undefined;
		if (test === undefined) {
			found.push(unknown);
			index += value.startsWith('-') || value === '!' ? 0 : 1;
		} else {
			const negated = isNegated;
			found.push((packet, state) => negatedIf(negated, test(packet, state)));
			index += 1;
		}
		isNegated = false;
	}
	return found;
};

const passing = new Set([
	...['LOG', 'NFLOG', 'ULOG', 'TRACE', 'AUDIT', 'TCPMSS', 'CHECKSUM', 'DSCP', 'TOS', 'TTL', 'ECN', 'CLASSIFY'],
	...['SECMARK', 'CONNSECMARK', 'SET', 'IDLETIMER', 'LED', 'RATEEST', 'HMARK', 'CT', 'NOTRACK', 'MARK', 'CONNMARK'],
]);
const unfollowed = new Set(['QUEUE', 'NFQUEUE', 'SYNPROXY', 'TPROXY', 'REDIRECT', 'DNAT', 'SNAT', 'MASQUERADE', 'NETMAP']);

const changeOf = (target: string, words: readonly string[]): WalkAction => {
	const valueOf = (option: string): string | undefined =>
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
	const set = valueOf('--set-xmark') ?? valueOf('--set-mark');
	if (set === undefined) {
		return {kind: 'change', change: state => ({...state, mark: undefined})};
	}
	const [value, mask] = numbersOf(set);
	return {
		kind: 'change',
		change: state => ({...state, mark: state.mark === undefined ? undefined : ((state.mark & ~mask) ^ value) >>> 0}),
	};
};

const actionOf = (flag: string | undefined, target: string | undefined, words: readonly string[]): WalkAction => {
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
		action.kind === 'jump' || action.kind === 'goto' ? {...action, chain: `${table} ${action.chain}`} : action;
	return {
		text: `-t ${table} -A ${chain} ${rule.text}`,
		excerpt: `${rule.packets === undefined ? '' : `[${rule.packets}:${rule.bytes}] `}-A ${chain} ${rule.text}`,
		matches: (packet, state) => allOf(conditions.map(test => test(packet, state))),
		action: () => named,
	};
};

/** Base chains that a packet for this node itself passes, in order. */
export const iptablesInputChains = ['raw PREROUTING', 'mangle PREROUTING', 'mangle INPUT', 'filter INPUT'] as const;

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
