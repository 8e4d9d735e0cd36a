import type {IpFamily} from '../core/environment.ts';

export interface Address {
	readonly family: IpFamily;
	readonly value: bigint;
}

/** `value` keeps the host bits of `10.42.1.7/24`; `networkOf` drops them. */
export interface Cidr extends Address {
	readonly prefix: number;
}

export const bitsOf = (family: IpFamily): number => (family === 'ipv4' ? 32 : 128);

/** By character, because thousands of peers are read at once. A leading zero would be octal to some readers. */
const ipv4Value = (text: string): bigint | undefined => {
	let value = 0;
	let octet = -1;
	let dots = 0;
	for (let index = 0; index < text.length; index += 1) {
		const digit = text.charCodeAt(index) - 48;
		if (digit === -2 && octet >= 0) {
			value = value * 256 + octet;
			octet = -1;
			dots += 1;
		} else if (digit >= 0 && digit <= 9 && octet !== 0) {
			octet = Math.max(octet, 0) * 10 + digit;
		} else {
			return undefined;
		}
		if (octet > 255) {
			return undefined;
		}
	}
	return octet >= 0 && dots === 3 ? BigInt(value * 256 + octet) : undefined;
};

const withHexTail = (text: string): string => {
	const tail = text.slice(text.lastIndexOf(':') + 1);
	const value = tail.includes('.') ? ipv4Value(tail) : undefined;
	return value === undefined
		? text
		: `${text.slice(0, -tail.length)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
};

const groupsOf = (half: string | undefined): readonly string[] =>
	half === undefined || half === '' ? [] : half.split(':');

const ipv6Value = (text: string): bigint | undefined => {
	const [first, second, ...rest] = withHexTail(text).split('::');
	const head = groupsOf(first);
	const tail = groupsOf(second);
	const missing = 8 - head.length - tail.length;
	const fits = second === undefined ? missing === 0 : missing >= 1;
	const groups = [...head, ...Array<string>(fits ? missing : 0).fill('0'), ...tail];
	if (!fits || rest.length > 0 || !groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) {
		return undefined;
	}
	return BigInt(`0x${groups.map(group => group.padStart(4, '0')).join('')}`);
};

/** Of a text that is an address or a range. */
export const familyOf = (text: string): IpFamily => (text.includes(':') ? 'ipv6' : 'ipv4');

/** `10.0.0.1:6443`, `[fd00::1]:6443` */
export const atPort = (address: string, port: number | string): string =>
	`${familyOf(address) === 'ipv6' ? `[${address}]` : address}:${port}`;

/** Strict as the kernel and Go are: no octal, no short forms, no zone; undefined for anything else. */
export const parseAddress = (text: string): Address | undefined => {
	const family = familyOf(text);
	const value = family === 'ipv6' ? ipv6Value(text) : ipv4Value(text);
	return value === undefined ? undefined : {family, value};
};

/** An address without a prefix is the host itself, as `ip route` prints it. */
export const parseCidr = (text: string): Cidr | undefined => {
	const [head = '', prefixText, ...rest] = text.split('/');
	const address = parseAddress(head);
	if (address === undefined || rest.length > 0) {
		return undefined;
	}
	const bits = bitsOf(address.family);
	if (prefixText === undefined) {
		return {...address, prefix: bits};
	}
	const isPrefix = /^(0|[1-9]\d{0,2})$/.test(prefixText) && Number(prefixText) <= bits;
	return isPrefix ? {...address, prefix: Number(prefixText)} : undefined;
};

const longestZeroRun = (groups: readonly string[]): {readonly start: number; readonly length: number} => {
	let best = {start: 0, length: 0};
	let start = 0;
	for (let index = 0; index <= groups.length; index += 1) {
		if (groups[index] !== '0') {
			best = index - start > best.length ? {start, length: index - start} : best;
			start = index + 1;
		}
	}
	return best;
};

const formatIpv4 = (value: bigint): string => {
	const bits = Number(value);
	return `${(bits >>> 24) & 255}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
};

/** RFC 5952, with the dotted form for IPv4-mapped addresses that iproute2 prints. */
const formatIpv6 = (value: bigint): string => {
	if (value >> 32n === 0xffffn) {
		return `::ffff:${formatIpv4(value & 0xffff_ffffn)}`;
	}
	const digits = value.toString(16).padStart(32, '0');
	const groups = Array.from({length: 8}, (_, index) =>
		digits.slice(4 * index, 4 * index + 4).replace(/^0{1,3}/, ''),
	);
	const {start, length} = longestZeroRun(groups);
	return length < 2
		? groups.join(':')
		: `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
};

export const formatAddress = ({family, value}: Address): string =>
	family === 'ipv4' ? formatIpv4(value) : formatIpv6(value);

/** Always with the prefix; `ip route` omits it for a single host. */
export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr)}/${cidr.prefix}`;

const hostBits = (cidr: Cidr): bigint => BigInt(bitsOf(cidr.family) - cidr.prefix);

export const networkOf = (cidr: Cidr): Cidr => ({
	...cidr,
	value: (cidr.value >> hostBits(cidr)) << hostBits(cidr),
});

export const addressCount = (cidr: Cidr): bigint => 1n << hostBits(cidr);

const prefixOf = (address: Address | Cidr): number =>
	'prefix' in address ? address.prefix : bitsOf(address.family);

/** Whether all of `inner`, an address or a range, lies in `outer`. */
export const contains = (outer: Cidr, inner: Address | Cidr): boolean =>
	outer.family === inner.family &&
	outer.prefix <= prefixOf(inner) &&
	(outer.value ^ inner.value) >> hostBits(outer) === 0n;

/** Whether a range holds an address or another range; a text that is neither is in none, and holds none. */
export const holds = (outer: string, inner: string): boolean => {
	const [range, text] = [parseCidr(outer), parseCidr(inner)];
	return range !== undefined && text !== undefined && contains(range, text);
};

export const overlaps = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a);

/** For sorting: IPv4 first, then by address, then the wider range first. */
export const compareAddresses = (a: Address | Cidr, b: Address | Cidr): number => {
	if (a.family !== b.family) {
		return a.family === 'ipv4' ? -1 : 1;
	}
	if (a.value !== b.value) {
		return a.value < b.value ? -1 : 1;
	}
	return prefixOf(a) - prefixOf(b);
};

/** One spelling per range: network address, canonical address form, always a prefix. */
export const normaliseCidr = (text: string): string | undefined => {
	const cidr = parseCidr(text);
	return cidr && formatCidr(networkOf(cidr));
};

/** One spelling per address; also of `10.0.0.1/32`. Undefined for a range and for what is no address. */
export const normaliseAddress = (text: string): string | undefined => {
	const cidr = parseCidr(text);
	return cidr?.prefix === (cidr && bitsOf(cidr.family)) ? cidr && formatAddress(cidr) : undefined;
};

/** Tolerant of IPv6 spelling and of `/32` and `/128`; false when either is no single address. */
export const isSameAddress = (a: string, b: string): boolean => {
	const normalised = normaliseAddress(a);
	return normalised !== undefined && normalised === normaliseAddress(b);
};
