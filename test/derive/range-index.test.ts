import {expect, it} from 'vitest';
import {longestPrefixIn, rangeIndexOf} from '../../src/derive/range-index.ts';

const isIn = rangeIndexOf(['10.42.1.0/24', '10.42.64.0/26', '2001:cafe:42::/64', 'no range']);

it.each([
	['10.42.1.5', true],
	['10.42.2.5', false],
	['10.42.64.63', true],
	['10.42.64.64', false],
	['2001:cafe:42::9', true],
	['2001:cafe:43::9', false],
	['no address', false],
])('%s: %s', (address, expected) => {
	expect(isIn(address)).toBe(expected);
});

it('of several ranges the narrowest counts', () => {
	const longest = longestPrefixIn(['10.0.0.0/8', '10.0.0.0/24', '10.0.0.0/16']);
	expect(['10.0.0.3', '10.0.9.3', '10.9.9.3', '192.0.2.1'].map(longest)).toEqual([24, 16, 8, undefined]);
});
