import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {WalkState} from './chain-walk.ts';
import {parseAddress} from './cidr.ts';
import {type Compare, compareFor, isForeign, partsOf} from './nft-compare.ts';
import type {Packet} from './packet.ts';
import {allOf, anyOf, negatedIf} from './packet-match.ts';

/** A named set by what may hold a packet: single values, of which there may be very many, and ranges. */
export interface NamedSet {
	readonly single: ReadonlySet<unknown>;
	readonly ranges: readonly JsonObject[];
}

export const namedSetOf = (elements: readonly unknown[]): NamedSet => ({
	single: new Set(elements.filter(element => !isObject(element))),
	ranges: elements.filter(isObject),
});

export type NamedSets = ReadonlyMap<string, NamedSet>;

/** So few are compared one by one. */
const few = 64;

/** Of very many single values those that the packet has itself, and any other one: it tells what is not known. */
const candidatesIn = ({single, ranges}: NamedSet, packet: Packet): readonly unknown[] => {
	const [first] = single;
	if (single.size <= few || typeof first !== 'string' || parseAddress(first) === undefined) {
		return [...ranges, ...single];
	}
	const own = [packet.source, packet.destination].filter(value => single.has(value));
	return [...ranges, ...own, first];
};

/** A single value, a list of flags, or a set with or without a name. */
const valuesOf = (right: unknown, packet: Packet, sets: NamedSets): readonly unknown[] => {
	const named = typeof right === 'string' && right.startsWith('@') ? sets.get(right.slice(1)) : undefined;
	if (named !== undefined) {
		return candidatesIn(named, packet);
	}
	return Array.isArray(right) ? right : isObject(right) && Array.isArray(right.set) ? right.set : [right];
};

/** `ip saddr . udp dport` against `10.0.0.1 . 8472`: every part must fit. */
const isConcatenation = (
	left: readonly unknown[],
	right: unknown,
	packet: Packet,
	state: WalkState,
): boolean | undefined => {
	const parts = partsOf(right);
	return parts === undefined || parts.length !== left.length
		? undefined
		: allOf([...left.entries()], ([index, part]) => compareFor(part, packet, state)(parts[index]));
};

/** The element that stands for all that no other one holds. */
export const everything = '*';

/** Whether what `left` selects of the packet is one of the values on the right; undefined when that cannot be told. */
export const isEqual = (
	left: unknown,
	right: unknown,
	packet: Packet,
	state: WalkState,
	sets: NamedSets,
): boolean | undefined => {
	const values = valuesOf(right, packet, sets);
	const parts = partsOf(left);
	const compare: Compare =
		parts === undefined
			? compareFor(left, packet, state)
			: value => isConcatenation(parts, value, packet, state);
	return values.includes(everything) || anyOf(values.map(compare));
};

/** `> 1200` as the range that it stands for; undefined for what is no order of numbers. */
const rangeOfOrder = (op: unknown, right: unknown): JsonObject | undefined => {
	if (typeof right !== 'number') {
		return undefined;
	}
	const most = 0xffff_ffff;
	switch (op) {
		case '<':
			return {range: [0, right - 1]};
		case '<=':
			return {range: [0, right]};
		case '>':
			return {range: [right + 1, most]};
		case '>=':
			return {range: [right, most]};
		default:
			return undefined;
	}
};

/** A statement `match` of nft's JSON: https://man7.org/linux/man-pages/man5/libnftables-json.5.html */
export const isNftMatch = (
	{op, left, right}: JsonObject,
	packet: Packet,
	state: WalkState,
	sets: NamedSets,
): boolean | undefined => {
	if (isForeign(left, packet)) {
		return false;
	}
	const range = rangeOfOrder(op, right);
	if (range !== undefined) {
		return isEqual(left, range, packet, state, sets);
	}
	return op === 'in' || op === '==' || op === '!='
		? negatedIf(op === '!=', isEqual(left, right, packet, state, sets))
		: undefined;
};
