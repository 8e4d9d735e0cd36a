import type {IpFamily} from '../core/environment.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import {scopeOf} from './address-scope.ts';
import {parseAddress} from './cidr.ts';

/** Lower is better: global before link-local, permanent before dynamic, stable before temporary. */
const preference = ({address, flags}: InterfaceAddress): number => {
	const parsed = parseAddress(address);
	const isLinkLocal = parsed !== undefined && scopeOf(parsed) === 'link-local';
	return (isLinkLocal ? 4 : 0) + (flags.includes('dynamic') ? 2 : 0) + (flags.includes('temporary') ? 1 : 0);
};

/** The addresses of a device that flannel would use, the preferred one first: https://github.com/flannel-io/flannel/blob/master/pkg/ip/iface.go */
export const usableAddresses = (
	addresses: readonly InterfaceAddress[],
	link: string,
	family: IpFamily,
): readonly string[] =>
	addresses
		.filter(candidate => candidate.link === link && candidate.family === family)
		.filter(({address, flags}) => {
			const parsed = parseAddress(address);
			const scope = parsed && scopeOf(parsed);
			return (scope === 'global' || scope === 'link-local') && !flags.includes('deprecated');
		})
		.toSorted((a, b) => preference(a) - preference(b))
		.map(({address}) => address);
