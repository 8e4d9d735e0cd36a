import {type Cidr, formatAddress, parseCidr} from './cidr.ts';

/** The Service kubernetes has one family only, that of this range: https://kubernetes.io/docs/concepts/services-networking/dual-stack/ */
const firstRange = (ranges: readonly string[]): Cidr | undefined =>
	ranges.flatMap(text => parseCidr(text) ?? [])[0];

/** The service address of the API, which is the first one of the first range; undefined where that is not known. */
export const apiServiceAddress = (ranges: readonly string[]): string | undefined => {
	const range = firstRange(ranges);
	return range && formatAddress({...range, value: range.value + 1n});
};

/** The same, undefined where it is of IPv6. */
export const firstServiceAddress = (ranges: readonly string[]): string | undefined =>
	isApiOfIpv6(ranges) ? undefined : apiServiceAddress(ranges);

/** Whether the service of the API has an address of IPv6, and none of IPv4. */
export const isApiOfIpv6 = (ranges: readonly string[]): boolean => firstRange(ranges)?.family === 'ipv6';
