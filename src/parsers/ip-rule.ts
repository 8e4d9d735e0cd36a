import {parseIpJson} from './ip-json.ts';
import {tableName} from './ip-route.ts';
import {isFlagged, type JsonObject, numberAt, numberIfAt, present, textIfAt} from './json-value.ts';

/** A rule of the routing policy database, as `ip -j -d rule` tells it. */
export interface RoutingRule {
	readonly priority: number;
	/** `from` and `to` are CIDRs; absent means all. */
	readonly from?: string;
	readonly to?: string;
	/** The rule applies to what does not match. */
	readonly isInverted: boolean;
	readonly mark?: number;
	/** Bits of the mark that count; absent means all. */
	readonly mask?: number;
	readonly incoming?: string;
	readonly outgoing?: string;
	/** Routing table to look up: main, local, default, or a number as text. */
	readonly table?: string;
	/** What happens instead of a look-up: unreachable, blackhole, prohibit, nop. */
	readonly action?: string;
	/** Priority to go on with. */
	readonly goto?: number;
	/** Routes with a prefix no longer than this are not used. */
	readonly suppressPrefixLength?: number;
	/** Who made the rule. */
	readonly protocol?: string;
	/** Of the packets: tcp, udp, or a number as text. */
	readonly ipProtocol?: string;
	readonly sourcePorts?: PortRange;
	readonly destinationPorts?: PortRange;
	/** Also selects by something that this model does not hold: TOS, user, VRF, bits of ports. */
	readonly hasFurtherSelectors: boolean;
}

export interface PortRange {
	readonly first: number;
	readonly last: number;
}

/** A suppressed interface group decides by the route that is found. */
const furtherSelectors = [
	...['sport_mask', 'dport_mask', 'tos', 'dsfield', 'uid_start', 'tun_id', 'l3mdev'],
	'suppress_ifgroup',
];

/** A port range is printed as its two ends. */
const portsAt = (object: JsonObject, key: 'sport' | 'dport'): PortRange | undefined => {
	const first = numberIfAt(object, key) ?? numberIfAt(object, `${key}_start`);
	return first === undefined ? undefined : {first, last: numberIfAt(object, `${key}_end`) ?? first};
};

const cidrAt = (object: JsonObject, key: 'src' | 'dst'): string | undefined => {
	const address = textIfAt(object, key);
	if (address === undefined || address === 'all') {
		return undefined;
	}
	const length = numberIfAt(object, `${key}len`) ?? (address.includes(':') ? 128 : 32);
	return address.includes('/') ? address : `${address}/${length}`;
};

const hexAt = (object: JsonObject, key: string): number | undefined => {
	const text = textIfAt(object, key);
	if (text !== undefined && !/^(?:0x[\da-f]+|\d+)$/i.test(text)) {
		throw new Error(`expected "${key}" to be a hexadecimal number, got ${text}`);
	}
	return text === undefined ? undefined : Number(text);
};

const tableOf = (object: JsonObject): string | undefined => {
	const table = textIfAt(object, 'table');
	return table === undefined ? undefined : tableName(table);
};

const ruleOf = (object: JsonObject): RoutingRule => ({
	priority: numberAt(object, 'priority'),
	isInverted: isFlagged(object, 'not'),
	...present({
		from: cidrAt(object, 'src'),
		to: cidrAt(object, 'dst'),
		mark: hexAt(object, 'fwmark'),
		mask: hexAt(object, 'fwmask'),
		incoming: textIfAt(object, 'iif'),
		outgoing: textIfAt(object, 'oif'),
		table: tableOf(object),
		action: Object.hasOwn(object, 'nop') ? 'nop' : textIfAt(object, 'action'),
		goto: numberIfAt(object, 'goto'),
		suppressPrefixLength: numberIfAt(object, 'suppress_prefixlen'),
		protocol: textIfAt(object, 'protocol'),
		ipProtocol: textIfAt(object, 'ipproto'),
		sourcePorts: portsAt(object, 'sport'),
		destinationPorts: portsAt(object, 'dport'),
	}),
	hasFurtherSelectors: furtherSelectors.some(key => Object.hasOwn(object, key)),
});

/** Rules in the order in which the kernel applies them. */
export const parseIpRule = (text: string): readonly RoutingRule[] => parseIpJson(text).map(ruleOf);
