import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {NftChain, NftRule, NftTable} from '../parsers/nft-ruleset.ts';
import {isAddress, isDeviceNamed, objectAt} from './nft-match.ts';
import {allOf, anyOf, negatedIf} from './packet-match.ts';

/** What this node needs in order to learn a MAC: its question, which leaves, and the answer, which arrives. */
export interface ArpExchange {
	readonly device: string;
	/** Address of this node from which it asks; undefined where that is not known. */
	readonly own: string | undefined;
	/** Address whose MAC is asked for. */
	readonly peer: string;
}

/** Where one of the two certainly ends. */
export interface ArpDrop {
	/** Family, table and name. */
	readonly chain: string;
	/** Absent: the policy drops. */
	readonly rule?: NftRule;
	/** In the words of nft: selects what was dropped, and nothing of other nodes. */
	readonly selects: string;
}

type Hook = 'input' | 'output';

/** Of Ethernet and IPv4, as arptables writes them into every rule. */
const constants = {htype: [1], hlen: [6], plen: [4], ptype: ['ip', 0x08_00]} as const;
const operations = {input: ['reply', 2], output: ['request', 1]} as const;

const isOneOf = (right: unknown, values: readonly unknown[]): boolean | undefined =>
	(typeof right === 'string' && !right.startsWith('@')) || typeof right === 'number'
		? values.includes(right)
		: undefined;

const isField = (
	field: unknown,
	right: unknown,
	hook: Hook,
	{own, peer}: ArpExchange,
): boolean | undefined => {
	const [source, destination] = hook === 'input' ? [peer, own] : [own, peer];
	switch (field) {
		case 'saddr ip':
			return isAddress(right, source);
		case 'daddr ip':
			return isAddress(right, destination);
		case 'operation':
			return isOneOf(right, operations[hook]);
		case 'htype':
		case 'hlen':
		case 'plen':
		case 'ptype':
			return isOneOf(right, constants[field]);
		default:
			return undefined;
	}
};

const isMatch = ({op, left, right}: JsonObject, hook: Hook, exchange: ArpExchange): boolean | undefined => {
	const [payload, meta] = isObject(left) ? [objectAt(left, 'payload'), objectAt(left, 'meta')] : [];
	const devices: readonly unknown[] = hook === 'input' ? ['iif', 'iifname'] : ['oif', 'oifname'];
	const values = isObject(right) && Array.isArray(right.set) ? right.set : [right];
	const fits = anyOf(
		values.map(value =>
			payload?.protocol === 'arp'
				? isField(payload.field, value, hook, exchange)
				: devices.includes(meta?.key)
					? isDeviceNamed(value, exchange.device)
					: undefined,
		),
	);
	return op === 'in' || op === '==' || op === '!=' ? negatedIf(op === '!=', fits) : undefined;
};

const passing = ['counter', 'log', 'comment', 'last'];
const has = ({expressions}: NftRule, ...keys: readonly string[]): boolean =>
	expressions.some(statement => keys.some(key => key in statement));

/** The first rule that decides, if it certainly drops; what may let it pass before that ends the search. */
const dropIn = (
	{rules, policy}: NftChain,
	hook: Hook,
	exchange: ArpExchange,
): {readonly rule?: NftRule} | undefined => {
	for (const rule of rules) {
		const holds = allOf(rule.expressions, statement => {
			const match = objectAt(statement, 'match');
			const isNoCondition = Object.keys(statement).every(key => passing.includes(key) || key === 'drop');
			return match === undefined ? isNoCondition || undefined : isMatch(match, hook, exchange);
		});
		if (holds === true && has(rule, 'drop')) {
			return {rule};
		}
		if (holds !== false && has(rule, 'accept', 'jump', 'goto', 'return', 'vmap', 'queue')) {
			return undefined;
		}
	}
	return policy === 'drop' ? {} : undefined;
};

/** Where this node certainly keeps itself from learning a MAC, in tables of the family arp. */
export const arpDropOf = (tables: readonly NftTable[], exchange: ArpExchange): ArpDrop | undefined =>
	tables
		.filter(({family}) => family === 'arp')
		.flatMap(({name, chains}) => chains.map(chain => [`arp ${name} ${chain.name}`, chain] as const))
		.flatMap(([key, chain]) => {
			const {hook} = chain;
			const drop = hook === 'input' || hook === 'output' ? dropIn(chain, hook, exchange) : undefined;
			const selects = `arp ${hook === 'input' ? 'saddr' : 'daddr'} ip ${exchange.peer}`;
			return drop === undefined ? [] : [{chain: key, selects, ...drop}];
		})[0];
