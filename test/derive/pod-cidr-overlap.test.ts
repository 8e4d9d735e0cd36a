import fc from 'fast-check';
import {expect, it} from 'vitest';
import {overlaps, parseCidr} from '../../src/derive/cidr.ts';
import {type OwnedCidr, overlappingCidrs} from '../../src/derive/pod-cidr-overlap.ts';

const cidr = fc
	.tuple(fc.nat(3), fc.nat(7), fc.integer({min: 20, max: 26}))
	.map(([second, third, prefix]) => `10.${second}.${third * 16}.0/${prefix}`);

it('finds every range that overlaps one of another owner', () => {
	fc.assert(
		fc.property(fc.array(cidr, {maxLength: 12}), cidrs => {
			const owned = cidrs.map((text, index): OwnedCidr => ({cidr: text, owner: `node-${index}`}));
			const touches = (a: OwnedCidr, b: OwnedCidr): boolean => {
				const [one, other] = [parseCidr(a.cidr), parseCidr(b.cidr)];
				return one !== undefined && other !== undefined && overlaps(one, other);
			};
			const pairs = overlappingCidrs(owned);
			expect(pairs.every(([a, b]) => a.owner !== b.owner && touches(a, b))).toBe(true);
			const any = owned.some((a, i) => owned.some((b, j) => i < j && touches(a, b)));
			expect(pairs.length > 0).toBe(any);
		}),
	);
});

it('leaves ranges of one owner and unreadable ones alone', () => {
	const owned = [
		{cidr: '10.42.0.0/24', owner: 'node-1'},
		{cidr: '10.42.0.0/25', owner: 'node-1'},
		{cidr: 'nonsense', owner: 'node-2'},
	];
	expect(overlappingCidrs(owned)).toEqual([]);
});
