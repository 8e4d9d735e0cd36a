import {type Address, bitsOf, parseAddress, parseCidr} from './cidr.ts';

const keyOf = ({family, value}: Address, prefix: number): string =>
	`${family} ${prefix} ${value >> BigInt(bitsOf(family) - prefix)}`;

/**
 * Of many ranges the prefix length of the narrowest one that holds an address: a look-up takes as long as there are
 * different prefix lengths. What is no range, or no address, lies in none.
 */
export const longestPrefixIn = (ranges: readonly string[]): ((address: string) => number | undefined) => {
	const cidrs = ranges.flatMap(text => parseCidr(text) ?? []);
	const keys = new Set(cidrs.map(cidr => keyOf(cidr, cidr.prefix)));
	const prefixes = [...new Set(cidrs.map(({prefix}) => prefix))].toSorted((one, other) => other - one);
	return text => {
		const address = parseAddress(text);
		return address === undefined
			? undefined
			: prefixes.find(prefix => prefix <= bitsOf(address.family) && keys.has(keyOf(address, prefix)));
	};
};

/** Whether an address lies in one of many ranges. */
export const rangeIndexOf = (ranges: readonly string[]): ((address: string) => boolean) => {
	const longest = longestPrefixIn(ranges);
	return address => longest(address) !== undefined;
};
