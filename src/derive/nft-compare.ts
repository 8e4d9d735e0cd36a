import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {WalkState} from './chain-walk.ts';
import {parseAddress} from './cidr.ts';
import type {BridgePorts, Packet} from './packet.ts';
import {isDevice, isFromPort, isInRange, isMarked, isOfLength, isToThisNode} from './packet-match.ts';

/** Whether what stands on the right of a comparison is what the packet has; undefined when that cannot be told. */
export type Compare = (right: unknown) => boolean | undefined;

export const objectAt = (object: JsonObject, key: string): JsonObject | undefined => {
	const value = object[key];
	return isObject(value) ? value : undefined;
};

const isPort = (right: unknown, port: number): boolean | undefined => {
	if (typeof right === 'number') {
		return right === port;
	}
	const range = isObject(right) ? right.range : undefined;
	const [first, last] = Array.isArray(range) ? range : [];
	return typeof first === 'number' && typeof last === 'number' ? port >= first && port <= last : undefined;
};

/** By the ends of a range, or of a number. */
const byRange =
	(isWithin: (first: number, last: number) => boolean | undefined): Compare =>
	right => {
		const range = isObject(right) ? right.range : [right, right];
		const [first, last] = Array.isArray(range) ? range : [];
		return typeof first === 'number' && typeof last === 'number' ? isWithin(first, last) : undefined;
	};

const isSourcePort = byRange(isFromPort);

export const isAddress = (right: unknown, address: string | undefined): boolean | undefined => {
	const prefix = isObject(right) ? objectAt(right, 'prefix') : undefined;
	if (prefix !== undefined) {
		return isInRange(address, `${prefix.addr}/${prefix.len}`);
	}
	if (isObject(right) && Array.isArray(right.range)) {
		const [first, last] = right.range.map(end => (typeof end === 'string' ? parseAddress(end) : undefined));
		const own = address === undefined ? undefined : parseAddress(address);
		return first === undefined || last === undefined || own === undefined
			? undefined
			: own.family === first.family && own.value >= first.value && own.value <= last.value;
	}
	return typeof right === 'string' && !right.startsWith('@') ? isInRange(address, right) : undefined;
};

const isText = (right: unknown, ...values: readonly string[]): boolean | undefined =>
	typeof right === 'string' && !right.startsWith('@') ? values.includes(right) : undefined;

export const isDeviceNamed = (right: unknown, device: string | undefined): boolean | undefined =>
	typeof right === 'string' && !right.startsWith('@') ? isDevice(device, right) : undefined;

const headerOf = ({family}: Packet): 'ip' | 'ip6' => (family === 'ipv4' ? 'ip' : 'ip6');

const protocolNumbers = {tcp: 6, udp: 17, ipencap: 4} as const;

/** Of `ipencap` there are two names, by the list of protocols that a node has. */
const protocolNames = {tcp: ['tcp'], udp: ['udp'], ipencap: ['ipencap', 'ipv4']} as const;

const isProtocol = (right: unknown, {protocol}: Packet): boolean | undefined =>
	typeof right === 'number' ? right === protocolNumbers[protocol] : isText(right, ...protocolNames[protocol]);

const bridgeCompare =
	(bridge: string | undefined): Compare =>
	right =>
		bridge === undefined ? undefined : isDeviceNamed(right, bridge);

/** Certain where all ports are alike, as by `veth*`. */
const portCompare =
	(bridge: string | undefined, {names = []}: BridgePorts): Compare =>
	right => {
		const fits = bridge === undefined ? [] : names.map(name => isDeviceNamed(right, name));
		const [first] = fits;
		return fits.every(fit => fit === first) ? first : undefined;
	};

/** Of one key of the kernel's what it says about the packet. */
const metaCompare = (key: unknown, packet: Packet, state: WalkState): Compare => {
	switch (key) {
		case 'l4proto':
			return right => isProtocol(right, packet);
		case 'nfproto':
			return right => isText(right, packet.family);
		case 'protocol':
			return right => isText(right, headerOf(packet));
		case 'pkttype':
			// Between the ports of a bridge a packet is for another host.
			return packet.ports !== undefined ? () => undefined : right => isText(right, 'host', 'unicast');
		case 'iifname':
		case 'iif':
			if (packet.ports !== undefined) {
				return portCompare(packet.ports.incomingBridge, packet.ports);
			}
			// Without such a device older kernels end the rule, newer ones compare with nothing.
			return packet.way === 'out' ? () => undefined : right => isDeviceNamed(right, packet.incoming);
		case 'oifname':
		case 'oif':
			if (packet.ports !== undefined) {
				return portCompare(packet.ports.outgoingBridge, packet.ports);
			}
			return packet.way === 'in' ? () => undefined : right => isDeviceNamed(right, packet.outgoing);
		case 'ibrname':
		case 'ibridgename':
			return bridgeCompare(packet.ports?.incomingBridge);
		case 'obrname':
		case 'obridgename':
			return bridgeCompare(packet.ports?.outgoingBridge);
		case 'length':
			return byRange((first, last) => isOfLength(packet, first, last));
		case 'mark':
			return right => (typeof right === 'number' ? isMarked(state.mark, right, 0xffff_ffff) : undefined);
		default:
			return () => undefined;
	}
};

const payloadCompare = ({protocol, field}: JsonObject, packet: Packet): Compare => {
	if (protocol === headerOf(packet)) {
		switch (field) {
			case 'saddr':
				return right => isAddress(right, packet.source);
			case 'daddr':
				return right => isAddress(right, packet.destination);
			case 'protocol':
			case 'nexthdr':
				return right => isProtocol(right, packet);
			case 'length':
				// That of IPv6 leaves the header out.
				return packet.family === 'ipv4'
					? byRange((first, last) => isOfLength(packet, first, last))
					: () => undefined;
			default:
				return () => undefined;
		}
	}
	if (protocol === 'ether' && field === 'type') {
		return right => isText(right, headerOf(packet));
	}
	if (protocol === packet.protocol || protocol === 'th') {
		return field === 'dport'
			? right => isPort(right, packet.port)
			: field === 'sport'
				? isSourcePort
				: () => undefined;
	}
	return () => undefined;
};

/** Of what is put together, `ip saddr . udp dport`. */
export const partsOf = (value: unknown): readonly unknown[] | undefined =>
	isObject(value) && Array.isArray(value.concat) ? value.concat : undefined;

/** A field of another protocol is not in this packet: such a match fails, whatever its operator. */
export const isForeign = (left: unknown, packet: Packet): boolean => {
	const parts = partsOf(left);
	if (parts !== undefined) {
		return parts.some(part => isForeign(part, packet));
	}
	const payload = isObject(left) ? objectAt(left, 'payload') : undefined;
	const protocol = payload?.protocol;
	const own = [headerOf(packet), packet.protocol, 'th', 'ether', 'vlan'];
	return typeof protocol === 'string' && !own.includes(protocol);
};

const stateCompare =
	({isReply = false}: Packet, {isTracked, isBeforeTracking = false}: WalkState): Compare =>
	right =>
		isTracked === undefined || (isTracked && isBeforeTracking)
			? undefined
			: isText(right, isTracked ? (isReply ? 'established' : 'new') : 'untracked');

/** Of a flow that has just begun. */
const statusCompare =
	({isTranslated, isReply}: Packet): Compare =>
	right => {
		if (right === 'seen-reply' && isReply) {
			return true;
		}
		if (right === 'dnat') {
			return isTranslated === true;
		}
		return ['snat', 'seen-reply', 'assured', 'dying', 'expected'].includes(String(right)) ? false : undefined;
	};

export const compareFor = (left: unknown, packet: Packet, state: WalkState): Compare => {
	if (!isObject(left)) {
		return () => undefined;
	}
	const meta = objectAt(left, 'meta');
	const payload = objectAt(left, 'payload');
	const ct = objectAt(left, 'ct');
	const fib = objectAt(left, 'fib');
	if (meta !== undefined) {
		return metaCompare(meta.key, packet, state);
	}
	if (payload !== undefined) {
		return payloadCompare(payload, packet);
	}
	if (ct?.key === 'state') {
		return stateCompare(packet, state);
	}
	if (ct?.key === 'status') {
		return state.isBeforeTracking === true ? () => undefined : statusCompare(packet);
	}
	if (fib?.result === 'oif' && String(fib.flags).includes('saddr')) {
		// Whether there is a way back is judged by routes, not here.
		return right => (typeof right === 'boolean' ? right : undefined);
	}
	const isTypeOfDestination = fib?.result === 'type' && String(fib.flags) === 'daddr';
	return isTypeOfDestination
		? right => isText(right, isToThisNode(packet) ? 'local' : 'unicast')
		: () => undefined;
};
