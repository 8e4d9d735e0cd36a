import {contains, parseAddress, parseCidr} from './cidr.ts';

/**
 * The range of the servers that the cluster DNS lies outside of, with most of the other services: a few may have
 * addresses of a further range, which a ServiceCIDR gives (https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/).
 */
export const leftServiceRange = (
	actual: string,
	services: readonly string[],
	ranges: readonly string[],
): string | undefined => {
	const isWithin = (range: string, address: string): boolean => {
		const [cidr, parsed] = [parseCidr(range), parseAddress(address)];
		return cidr !== undefined && parsed !== undefined && contains(cidr, parsed);
	};
	const family = parseAddress(actual)?.family;
	const range = ranges.find(one => parseCidr(one)?.family === family);
	const others = [...new Set(services)].filter(
		address => address !== actual && parseAddress(address)?.family === family,
	);
	const outside = others.filter(address => !ranges.some(one => isWithin(one, address)));
	const isLeft = !ranges.some(one => isWithin(one, actual)) && 2 * outside.length > others.length;
	return isLeft ? range : undefined;
};
