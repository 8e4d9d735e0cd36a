import {expect, it} from 'vitest';
import {firstServiceAddress, isApiOfIpv6} from '../../src/derive/first-service-address.ts';

it.each<[string | undefined, boolean, readonly string[]]>([
	['10.43.0.1', false, ['10.43.0.0/16']],
	['10.43.0.1', false, ['10.43.0.0/16', '2001:cafe:43::/112']],
	[undefined, true, ['2001:cafe:43::/112', '10.43.0.0/16']],
	[undefined, true, ['2001:cafe:43::/112']],
	[undefined, false, []],
])('the address of the API is %s, of IPv6: %s, with %j', (address, isOfIpv6, ranges) => {
	expect(firstServiceAddress(ranges)).toBe(address);
	expect(isApiOfIpv6(ranges)).toBe(isOfIpv6);
});
