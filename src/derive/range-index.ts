import {type Address, bitsOf, parseAddress, parseCidr} from './cidr.ts';

const keyOf = ({family, value}: Address, prefix: number): string =>
	`${family} ${prefix} ${value >> BigInt(bitsOf(family) - prefix)}`;

/**
 * Whether an address lies in one of many ranges: a look-up takes as long as there are different prefix lengths.
 * What is no range, or no address, lies in none.
 */
export const rangeIndexOf = (ranges: readonly string[]): ((address: string) => boolean) => {
	const cidrs = ranges.flatMap(text => parseCidr(text) ?? []);
	const keys = new Set(cidrs.map(cidr => keyOf(cidr, cidr.prefix)));
	const prefixes = [...new Set(cidrs.map(({prefix}) => prefix))];
	return text => {
		const address = parseAddress(text);
		return (
			address !== undefined &&
			prefixes.some(prefix => prefix <= bitsOf(address.family) && keys.has(keyOf(address, prefix)))
		);
	};
};
