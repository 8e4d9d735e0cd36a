import type {IpSet} from '../parsers/ipset-save.ts';
import type {Packet} from './packet.ts';
import {allOf, anyOf} from './packet-match.ts';
import {longestPrefixIn, rangeIndexOf} from './range-index.ts';

/** Whether a packet is in a set; undefined: it cannot be told. `flags`: `src` or `dst` for each dimension. */
export type SetTest = (packet: Packet, flags: readonly string[]) => boolean | undefined;

/** Sets by their names; those that are not there are not known. */
export type KnownSets = ReadonlyMap<string, SetTest>;

const protocolNumbers: Readonly<Record<string, string>> = {'6': 'tcp', '17': 'udp'};

/** `udp:8472`, `8472` as TCP, `8000-8100`. */
const isPort = (text: string, {protocol, port}: Packet): boolean => {
	const [, named = 'tcp', first = '', last = first] = /^(?:(\w+):)?(\d+)(?:-(\d+))?$/.exec(text) ?? [];
	return (protocolNumbers[named] ?? named) === protocol && port >= Number(first) && port <= Number(last);
};

const addressOf = ({source, destination}: Packet, flag: string | undefined): string | undefined =>
	flag === 'src' ? source : destination;

/** One dimension of addresses, of which very many are asked at once: the narrowest range decides. */
const addressTest = ({entries, exceptions}: IpSet): SetTest => {
	const [held, excepted] = [longestPrefixIn(entries), longestPrefixIn(exceptions)];
	return (packet, [flag]) => {
		const address = addressOf(packet, flag);
		return address === undefined ? undefined : (held(address) ?? -1) > (excepted(address) ?? -1);
	};
};

/** Several dimensions, entry by entry, of which only so many are looked at. */
const mostEntries = 4096;

const tupleTest = ({type, entries, exceptions}: IpSet): SetTest | undefined => {
	const kinds = type.replace(/^\w+:/, '').split(',');
	const isKnown = kinds.every(kind => ['ip', 'net', 'port'].includes(kind));
	if (!isKnown || exceptions.length > 0 || entries.length > mostEntries) {
		return undefined;
	}
	const parsed = entries.map(entry => entry.split(',').map(part => ({part, holds: rangeIndexOf([part])})));
	return (packet, flags) =>
		anyOf(
			parsed.map(parts =>
				allOf([...parts.entries()], ([index, {part, holds}]) => {
					if (kinds[index] === 'port') {
						return flags[index] === 'src' ? undefined : isPort(part, packet);
					}
					const address = addressOf(packet, flags[index]);
					return address === undefined ? undefined : holds(address);
				}),
			),
		);
};

/** `bitmap:port` knows no protocol. */
const portTest =
	({entries}: IpSet): SetTest =>
	({port}, [flag]) =>
		flag === 'src' ? undefined : entries.includes(String(port));

/** With these an entry stands for all addresses that are masked to it. */
const masks: readonly string[] = ['netmask', 'bitmask'];

const testOf = (set: IpSet): SetTest | undefined => {
	if (set.options.some(option => masks.includes(option))) {
		return undefined;
	}
	switch (set.type) {
		case 'bitmap:port':
			return portTest(set);
		case 'hash:ip':
		case 'hash:net':
		case 'bitmap:ip':
			return addressTest(set);
		default:
			return tupleTest(set);
	}
};

export const knownSets = (sets: readonly IpSet[]): KnownSets =>
	new Map(
		sets.flatMap(set => {
			const test = testOf(set);
			return test === undefined ? [] : [[set.name, test] as const];
		}),
	);
