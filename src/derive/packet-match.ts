import {contains, parseAddress, parseCidr} from './cidr.ts';
import type {Packet} from './packet.ts';

/** All must hold; undefined when none fails but one is not known. Asks no further than the first that fails. */
export const allOf = <Condition>(
	conditions: readonly Condition[],
	holds: (condition: Condition) => boolean | undefined,
): boolean | undefined => {
	let isKnown = true;
	for (const condition of conditions) {
		const isHeld = holds(condition);
		if (isHeld === false) {
			return false;
		}
		isKnown &&= isHeld === true;
	}
	return isKnown ? true : undefined;
};

/** One must hold; undefined when none does but one is not known. */
export const anyOf = (conditions: readonly (boolean | undefined)[]): boolean | undefined => {
	if (conditions.includes(true)) {
		return true;
	}
	return conditions.includes(undefined) ? undefined : false;
};

export const negatedIf = (isNegated: boolean, value: boolean | undefined): boolean | undefined =>
	value === undefined ? undefined : value !== isNegated;

const loopback = parseCidr('127.0.0.0/8');

/** Asked of many addresses, the range is parsed once. An address may be unknown; what comes from a network is never loopback. */
export const rangeTest = (range: string): ((address: string | undefined) => boolean | undefined) => {
	const cidr = parseCidr(range);
	if (cidr === undefined) {
		return () => undefined;
	}
	if (cidr.prefix === 0) {
		return () => true;
	}
	if (loopback !== undefined && contains(loopback, cidr)) {
		return () => false;
	}
	return address => {
		const parsed = address === undefined ? undefined : parseAddress(address);
		return parsed === undefined ? undefined : contains(cidr, parsed);
	};
};

export const isInRange = (address: string | undefined, range: string): boolean | undefined =>
	rangeTest(range)(address);

/** `eth+` and `eth*` mean any name that starts so. */
export const isDevice = (device: string | undefined, pattern: string): boolean | undefined => {
	const [, start, isPrefix] = /^(.*?)([+*]?)$/.exec(pattern) ?? [];
	if (device === undefined) {
		// Datagrams of other nodes arrive on neither of these, and those for them leave by neither.
		return pattern === 'lo' || /^(cali|lxc)/.test(pattern) ? false : undefined;
	}
	return isPrefix === '' ? device === start : device.startsWith(start ?? '');
};

/**
 * Whether a packet comes from one of these ports. Nobody knows from which it comes, but those who call choose none of
 * the privileged ones: tunnels by https://github.com/torvalds/linux/blob/master/include/net/udp.h (udp_flow_src_port).
 */
export const isFromPort = (first: number, last: number): boolean | undefined =>
	last < 1024 && first <= last ? false : undefined;

/** Of requests for a connection, pings and questions for a name, with or without a tunnel around them. */
const small = {least: 40, most: 200};

/** Whether a packet with its IP header has so many octets. */
export const isOfLength = ({length = small}: Packet, first: number, last: number): boolean | undefined => {
	if (length.most < first || length.least > last) {
		return false;
	}
	return length.least >= first && length.most <= last ? true : undefined;
};

/** What the routing table calls its destination. */
export const isToThisNode = ({way, isToLocal = false}: Packet): boolean => way === 'in' || isToLocal;

/** A mark after `value/mask` of iptables; of one that is not known some bits may be known to be cleared. */
export const isMarked = (
	mark: number | undefined,
	value: number,
	mask: number,
	clearedBits = 0,
): boolean | undefined => {
	if (mark !== undefined) {
		return (mark & mask) >>> 0 === value >>> 0;
	}
	if ((value & clearedBits) !== 0) {
		return false;
	}
	return (mask & ~clearedBits) === 0 ? value === 0 : undefined;
};
