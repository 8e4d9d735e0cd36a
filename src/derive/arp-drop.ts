import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {NftChain, NftRule, NftTable} from '../parsers/nft-ruleset.ts';
import {isAddress, isDeviceNamed, objectAt} from './nft-compare.ts';
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

/** One of the two packets, at a place where it may be filtered. */
interface ArpPacket {
	readonly operation: 'request' | 'reply';
	/** Undefined where the address may be any of several. */
	readonly source: string | undefined;
	readonly destination: string | undefined;
	/** Devices of which one is named there as that by which it comes or leaves. */
	readonly incoming?: string;
	readonly outgoing?: string;
	readonly bridge?: string;
}

/** Of Ethernet and IPv4, as arptables writes them into every rule. */
const constants = {htype: [1], hlen: [6], plen: [4], ptype: ['ip', 0x08_00]} as const;
const operations = {request: ['request', 1], reply: ['reply', 2]} as const;
const etherTypes = ['arp', 0x08_06] as const;

const isOneOf = (right: unknown, values: readonly unknown[]): boolean | undefined =>
	(typeof right === 'string' && !right.startsWith('@')) || typeof right === 'number'
		? values.includes(right)
		: undefined;

const isField = (
	field: unknown,
	right: unknown,
	{operation, source, destination}: ArpPacket,
): boolean | undefined => {
	switch (field) {
		case 'saddr ip':
			return isAddress(right, source);
		case 'daddr ip':
			return isAddress(right, destination);
		case 'operation':
			return isOneOf(right, operations[operation]);
		case 'htype':
		case 'hlen':
		case 'plen':
		case 'ptype':
			return isOneOf(right, constants[field]);
		default:
			return undefined;
	}
};

const isMeta = (key: unknown, right: unknown, packet: ArpPacket): boolean | undefined => {
	const named = (device: string | undefined): boolean | undefined =>
		device === undefined ? undefined : isDeviceNamed(right, device);
	switch (key) {
		case 'iif':
		case 'iifname':
			return named(packet.incoming);
		case 'oif':
		case 'oifname':
			return named(packet.outgoing);
		case 'ibridgename':
		case 'obridgename':
		case 'ibrname':
		case 'obrname':
			return named(packet.bridge);
		case 'protocol':
			return isOneOf(right, etherTypes);
		default:
			return undefined;
	}
};

const isMatch = ({op, left, right}: JsonObject, packet: ArpPacket): boolean | undefined => {
	const [payload, meta] = isObject(left) ? [objectAt(left, 'payload'), objectAt(left, 'meta')] : [];
	const values = isObject(right) && Array.isArray(right.set) ? right.set : [right];
	const fits = anyOf(
		values.map(value => {
			if (payload === undefined) {
				return isMeta(meta?.key, value, packet);
			}
			return payload.protocol === 'ether' && payload.field === 'type'
				? isOneOf(value, etherTypes)
				: payload.protocol === 'arp'
					? isField(payload.field, value, packet)
					: undefined;
		}),
	);
	return op === 'in' || op === '==' || op === '!=' ? negatedIf(op === '!=', fits) : undefined;
};

const passing = ['counter', 'log', 'comment', 'last'];
const has = ({expressions}: NftRule, ...keys: readonly string[]): boolean =>
	expressions.some(statement => keys.some(key => key in statement));

/** The first rule that decides, if it certainly drops; what may let it pass before that ends the search. */
const dropIn = ({rules, policy}: NftChain, packet: ArpPacket): {readonly rule?: NftRule} | undefined => {
	for (const rule of rules) {
		const holds = allOf(rule.expressions, statement => {
			const match = objectAt(statement, 'match');
			const isNoCondition = Object.keys(statement).every(key => passing.includes(key) || key === 'drop');
			return match === undefined ? isNoCondition || undefined : isMatch(match, packet);
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

/** The packet of the exchange that passes a hook of the family arp. */
const packetAt = (hook: string | undefined, {device, own, peer}: ArpExchange): ArpPacket | undefined => {
	switch (hook) {
		case 'input':
			return {operation: 'reply', source: peer, destination: own, incoming: device};
		case 'output':
			return {operation: 'request', source: own, destination: peer, outgoing: device};
		default:
			return undefined;
	}
};

const chainsOf = (tables: readonly NftTable[], wanted: string) =>
	tables
		.filter(({family}) => family === wanted)
		.flatMap(({family, name, chains}) =>
			chains.map(chain => ({key: `${family} ${name} ${chain.name}`, chain})),
		);

/** Where this node certainly keeps itself from learning a MAC, in tables of the family arp. */
export const arpDropOf = (tables: readonly NftTable[], exchange: ArpExchange): ArpDrop | undefined =>
	chainsOf(tables, 'arp').flatMap(({key, chain}) => {
		const packet = packetAt(chain.hook, exchange);
		const drop = packet === undefined ? undefined : dropIn(chain, packet);
		const selects = `arp ${chain.hook === 'input' ? 'saddr' : 'daddr'} ip ${exchange.peer}`;
		return drop === undefined ? [] : [{chain: key, selects, ...drop}];
	})[0];

/** A bridge of this node whose ports are pods that ask for its address. */
export interface GatewayBridge {
	readonly bridge: string;
	readonly address: string;
	readonly ports: readonly [string, ...string[]];
}

/** The question of a pod comes in by its port; the answer of the node leaves by it. */
const packetInBridge = (
	hook: string | undefined,
	{bridge, address}: GatewayBridge,
	port: string,
): ArpPacket | undefined => {
	switch (hook) {
		case 'prerouting':
		case 'input':
			return {operation: 'request', source: undefined, destination: address, incoming: port, bridge};
		case 'output':
		case 'postrouting':
			return {operation: 'reply', source: address, destination: undefined, outgoing: port, bridge};
		default:
			return undefined;
	}
};

/** Where a bridge certainly keeps every one of its pods from learning the MAC of its gateway, in tables of the family bridge. */
export const bridgeArpDropOf = (
	tables: readonly NftTable[],
	gateway: GatewayBridge,
): Omit<ArpDrop, 'selects'> | undefined =>
	chainsOf(tables, 'bridge').flatMap(({key, chain}) => {
		const [first, ...more] = gateway.ports.map(port => {
			const packet = packetInBridge(chain.hook, gateway, port);
			return packet === undefined ? undefined : dropIn(chain, packet);
		});
		return first === undefined || more.includes(undefined) ? [] : [{chain: key, ...first}];
	})[0];
