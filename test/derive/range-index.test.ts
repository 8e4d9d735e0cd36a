import {expect, it} from 'vitest';
import {rangeIndexOf} from '../../src/derive/range-index.ts';

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
