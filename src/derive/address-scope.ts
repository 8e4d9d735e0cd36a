import {type Address, contains, parseCidr} from './cidr.ts';

export type AddressScope = 'unspecified' | 'loopback' | 'link-local' | 'multicast' | 'broadcast' | 'global';

const scopes: readonly (readonly [AddressScope, string])[] = [
	['unspecified', '0.0.0.0/32'],
	['loopback', '127.0.0.0/8'],
	['link-local', '169.254.0.0/16'],
	['multicast', '224.0.0.0/4'],
	['broadcast', '255.255.255.255/32'],
	['unspecified', '::/128'],
	['loopback', '::1/128'],
	['link-local', 'fe80::/10'],
	['multicast', 'ff00::/8'],
];
const scopeRanges = scopes.flatMap(([scope, text]) => {
	const range = parseCidr(text);
	return range === undefined ? [] : [{scope, range}];
});

/** As Go's net.IP sees it, by which RKE2, flannel and Calico choose; private ranges are `global`. */
export const scopeOf = (address: Address): AddressScope =>
	scopeRanges.find(({range}) => contains(range, {family: address.family, value: address.value}))?.scope ??
	'global';
