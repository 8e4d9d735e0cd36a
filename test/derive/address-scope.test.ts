import {expect, it} from 'vitest';
import {scopeOf} from '../../src/derive/address-scope.ts';
import {parseAddress} from '../../src/derive/cidr.ts';

it.each([
	['0.0.0.0', 'unspecified'],
	['127.0.0.53', 'loopback'],
	['169.254.20.10', 'link-local'],
	['224.0.0.1', 'multicast'],
	['255.255.255.255', 'broadcast'],
	['10.0.0.1', 'global'],
	['203.0.113.254', 'global'],
	['::', 'unspecified'],
	['::1', 'loopback'],
	['fe80::1', 'link-local'],
	['ff02::2', 'multicast'],
	['fd00::1', 'global'],
] as const)('%s is %s', (text, scope) => {
	const address = parseAddress(text);
	expect(address && scopeOf(address)).toBe(scope);
});
