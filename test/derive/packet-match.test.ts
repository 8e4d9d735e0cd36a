import {expect, it} from 'vitest';
import {isInRange, isMarked, rangeTest} from '../../src/derive/packet-match.ts';

it.each([
	['10.0.0.0/24', '10.0.0.7', true],
	['10.0.0.0/24', '10.0.1.7', false],
	['10.0.0.7', '10.0.0.7', true],
	['10.0.0.0/24', 'fd00::7', false],
	['10.0.0.0/24', undefined, undefined],
	['0.0.0.0/0', undefined, true],
	// What comes from a network is never loopback.
	['127.0.0.0/8', undefined, false],
	['the name of a host', '10.0.0.7', undefined],
])('%s, asked of %s: %s', (range, address, expected) => {
	expect(isInRange(address, range)).toBe(expected);
});

it('a range is parsed once for many addresses', () => {
	expect(['10.0.0.7', '10.0.1.7', '10.0.0.9'].map(rangeTest('10.0.0.0/24'))).toEqual([true, false, true]);
});

it.each([
	[0x1_0000, 0x1_0000, 0x1_0000, 0, true],
	[0x4000, 0x1_0000, 0x1_0000, 0, false],
	[undefined, 0x1_0000, 0x1_0000, 0, undefined],
	[undefined, 0x1_0000, 0x1_0000, 0xf_0000, false],
	[undefined, 0x4000, 0x4000, 0xf_0000, undefined],
	[undefined, 0, 0x1_0000, 0xf_0000, true],
	[undefined, 0, 0xff_0000, 0xf_0000, undefined],
])('mark %s after %s/%s, of which %s is cleared: %s', (mark, value, mask, clearedBits, expected) => {
	expect(isMarked(mark, value, mask, clearedBits)).toBe(expected);
});
