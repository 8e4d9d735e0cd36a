import type {CniPlugin} from '../parsers/cni-config.ts';
import {isObject, type JsonObject} from '../parsers/json-value.ts';
import {
	type Address,
	bitsOf,
	type Cidr,
	contains,
	formatCidr,
	networkOf,
	overlaps,
	parseAddress,
	parseCidr,
} from './cidr.ts';

/** A part of a network from which an IPAM plugin hands out addresses. */
export interface AddressPool {
	readonly subnet: Cidr;
	/** First and last address where they are given. */
	readonly start?: bigint;
	readonly end?: bigint;
	/** What host-local hands out to nobody: the gateway, which is the first address where it is not named. */
	readonly gateway?: bigint;
}

const textOf = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value : undefined;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const objectsIn = (value: unknown): readonly JsonObject[] => listOf(value).filter(isObject);

/** Ranges of host-local: a list of sets, and the older form with one subnet. */
const rangeSetsOf = (ipam: JsonObject): readonly unknown[] => [
	...(textOf(ipam.subnet) === undefined ? [] : [[ipam]]),
	...listOf(ipam.ranges),
];

const poolOf = (range: JsonObject): AddressPool | undefined => {
	const subnet = parseCidr(textOf(range.subnet) ?? '');
	const start = parseAddress(textOf(range.rangeStart) ?? textOf(range.range_start) ?? '')?.value;
	const end = parseAddress(textOf(range.rangeEnd) ?? textOf(range.range_end) ?? '')?.value;
	const named = parseAddress(textOf(range.gateway) ?? '')?.value;
	return (
		subnet && {
			subnet,
			...(start !== undefined && {start}),
			...(end !== undefined && {end}),
			gateway: named ?? networkOf(subnet).value + 1n,
		}
	);
};

const boundProblem = (range: JsonObject, subnet: Cidr, key: string): string | undefined => {
	const text = textOf(range[key]);
	const address = text === undefined ? undefined : parseAddress(text);
	if (text === undefined || (address !== undefined && contains(subnet, address))) {
		return undefined;
	}
	return address === undefined
		? `${key} ${text} is no address`
		: `${key} ${text} is not in ${formatCidr(subnet)}`;
};

const rangeProblem = (range: JsonObject): string | undefined => {
	const text = textOf(range.subnet);
	const subnet = text?.includes('/') ? parseCidr(text) : undefined;
	if (subnet === undefined) {
		return `subnet ${text ?? '(none)'} is no network`;
	}
	if (networkOf(subnet).value !== subnet.value) {
		return `subnet ${text} has host bits set, the network is ${formatCidr(networkOf(subnet))}`;
	}
	if (bitsOf(subnet.family) - subnet.prefix < 2) {
		return `subnet ${text} is too small to hand out addresses`;
	}
	const outside = boundProblem(range, subnet, 'rangeStart') ?? boundProblem(range, subnet, 'rangeEnd');
	const {start, end} = poolOf(range) ?? {};
	return (
		outside ??
		(start !== undefined && end !== undefined && start > end
			? `rangeStart ${range.rangeStart} is after rangeEnd ${range.rangeEnd}`
			: undefined)
	);
};

const hostLocalProblem = (ipam: JsonObject, takesRanges: boolean): string | undefined => {
	const sets = rangeSetsOf(ipam);
	if (sets.length === 0) {
		return takesRanges ? undefined : 'host-local has no range';
	}
	if (sets.some(set => !Array.isArray(set) || !set.every(isObject))) {
		return 'ranges of host-local must be a list of lists';
	}
	if (sets.some(set => listOf(set).length === 0)) {
		return 'host-local has an empty set of ranges';
	}
	const problem = sets
		.flatMap(objectsIn)
		.map(rangeProblem)
		.find(found => found !== undefined);
	if (problem !== undefined) {
		return problem;
	}
	const subnets = sets.map(set => objectsIn(set).flatMap(range => poolOf(range)?.subnet ?? []));
	if (subnets.some(set => new Set(set.map(({family}) => family)).size > 1)) {
		return 'a set of ranges of host-local has both IPv4 and IPv6';
	}
	const flat = sets.flatMap((set, index) =>
		objectsIn(set).flatMap(range => {
			const pool = poolOf(range);
			return pool === undefined ? [] : [{index, pool}];
		}),
	);
	const pair = flat.find(one =>
		flat.some(other => other.index > one.index && shareAddresses(one.pool, other.pool)),
	);
	return pair && `two sets of ranges of host-local overlap in ${poolText(pair.pool)}`;
};

const staticProblem = (ipam: JsonObject, takesAddresses: boolean): string | undefined => {
	const addresses = objectsIn(ipam.addresses);
	if (addresses.length === 0) {
		return takesAddresses ? undefined : 'static has no address';
	}
	const wrong = addresses.find(({address}) => {
		const text = textOf(address) ?? '';
		return !text.includes('/') || parseCidr(text) === undefined;
	});
	return (
		wrong && `static needs addresses with a prefix length, got ${JSON.stringify(wrong.address) ?? 'none'}`
	);
};

const whereaboutsRange = /^(\S+?)(?:-(\S+))?\/(\d+)$/;

/** `192.168.2.0/24`, or `192.168.2.10-192.168.2.20/24`. */
const whereaboutsPool = (text: string, range: JsonObject = {}): AddressPool | undefined => {
	const [, first = '', last, prefix = ''] = whereaboutsRange.exec(text) ?? [];
	const cidr = parseCidr(`${first}/${prefix}`);
	const upper = last === undefined ? undefined : parseAddress(last);
	if (cidr === undefined || (last !== undefined && upper === undefined)) {
		return undefined;
	}
	const {start, end} = poolOf({...range, subnet: formatCidr(networkOf(cidr))}) ?? {};
	const from = last === undefined ? start : cidr.value;
	const to = upper?.value ?? end;
	return {
		subnet: networkOf(cidr),
		...(from !== undefined && {start: from}),
		...(to !== undefined && {end: to}),
	};
};

const whereaboutsRanges = (ipam: JsonObject): readonly (readonly [string, JsonObject])[] =>
	[ipam, ...objectsIn(ipam.ipRanges)].flatMap(range => {
		const text = textOf(range.range);
		return text === undefined ? [] : [[text, range] as const];
	});

const whereaboutsProblem = (ipam: JsonObject): string | undefined => {
	const wrong = whereaboutsRanges(ipam).find(([text]) => whereaboutsPool(text) === undefined);
	return wrong && `range ${wrong[0]} of whereabouts is neither a network nor a range with a prefix length`;
};

const hasCapability = ({raw}: CniPlugin, name: string): boolean =>
	isObject(raw.capabilities) && raw.capabilities[name] === true;

/** Why the IPAM plugin refuses what it is told; undefined for what it takes, and for plugins that are not known. */
export const addressProblem = (plugin: CniPlugin): string | undefined => {
	const {ipam} = plugin.raw;
	if (!isObject(ipam) || plugin.type === 'calico') {
		return undefined;
	}
	switch (plugin.ipamType) {
		case 'host-local':
			return hostLocalProblem(ipam, hasCapability(plugin, 'ipRanges'));
		case 'static':
			return staticProblem(ipam, hasCapability(plugin, 'ips') || isObject(plugin.raw.args));
		case 'whereabouts':
			return whereaboutsProblem(ipam);
		default:
			return undefined;
	}
};

const staticPool = ({address}: JsonObject): AddressPool | undefined => {
	const cidr = parseCidr(textOf(address) ?? '');
	return cidr && {subnet: networkOf(cidr), start: cidr.value, end: cidr.value};
};

/** What host-local, Whereabouts or static hands out for this plugin; empty for any other. */
export const addressPoolsOf = ({ipamType, raw}: CniPlugin): readonly AddressPool[] => {
	if (!isObject(raw.ipam)) {
		return [];
	}
	switch (ipamType) {
		case 'host-local':
			return rangeSetsOf(raw.ipam)
				.flatMap(objectsIn)
				.flatMap(range => poolOf(range) ?? []);
		case 'static':
			return objectsIn(raw.ipam.addresses).flatMap(entry => staticPool(entry) ?? []);
		case 'whereabouts':
			return whereaboutsRanges(raw.ipam).flatMap(([text, range]) => whereaboutsPool(text, range) ?? []);
		default:
			return [];
	}
};

const firstOf = ({subnet, start}: AddressPool): bigint => start ?? subnet.value;
const lastOf = ({subnet, end}: AddressPool): bigint =>
	end ?? subnet.value + (1n << BigInt(bitsOf(subnet.family) - subnet.prefix)) - 1n;

/** How many addresses a pool can hand out; without limits the first and the last of an IPv4 network are left out. */
export const poolSize = (pool: AddressPool): bigint => {
	const isIpv4 = pool.subnet.family === 'ipv4';
	const first = pool.start ?? pool.subnet.value + (isIpv4 ? 1n : 0n);
	const last = pool.end ?? lastOf(pool) - (isIpv4 ? 1n : 0n);
	return last < first ? 0n : last - first + 1n;
};

/** Whether a pool can hand out this address. */
export const includesAddress = (pool: AddressPool, address: Address): boolean =>
	contains(pool.subnet, address) &&
	firstOf(pool) <= address.value &&
	address.value <= lastOf(pool) &&
	address.value !== pool.gateway;

/** Whether two pools can hand out the same address. */
export const shareAddresses = (one: AddressPool, other: AddressPool): boolean =>
	overlaps(one.subnet, other.subnet) && firstOf(one) <= lastOf(other) && firstOf(other) <= lastOf(one);

/** For showing: the subnet, and the part of it where that is limited. */
export const poolText = ({subnet}: AddressPool): string => formatCidr(subnet);
