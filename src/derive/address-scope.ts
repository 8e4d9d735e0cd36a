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

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].flatMap(
	text => parseCidr(text) ?? [],
);

/** Addresses that are routed only within a site: RFC 1918, RFC 6598, RFC 4193. */
export const isPrivateAddress = ({family, value}: Address): boolean =>
	privateRanges.some(range => contains(range, {family, value}));
