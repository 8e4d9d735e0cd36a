import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseNftMap} from '../../src/parsers/nft-map.ts';
import {output} from './output.ts';

const text = output('nft-1.0.6-map.json');

describe('parseNftMap', () => {
	it('reads keys with and without a comment', () => {
		expect(parseNftMap(text)).toEqual([
			{key: ['10.43.0.10', 'udp', 53], chain: 'service-B'},
			{key: ['10.43.0.1', 'tcp', 443], chain: 'service-A'},
		]);
	});

	it('reads verdicts that lead nowhere, plain keys, and a map without entries', () => {
		const map = (elem?: unknown): string => JSON.stringify({nftables: [{map: {name: 'x', elem}}]});
		expect(parseNftMap(map([[{concat: ['10.43.0.9', 'tcp', 80]}, {drop: null}]]))).toEqual([
			{key: ['10.43.0.9', 'tcp', 80]},
		]);
		expect(parseNftMap(map([['10.43.0.9', {jump: {target: 'a'}}]]))).toEqual([
			{key: ['10.43.0.9'], chain: 'a'},
		]);
		expect(parseNftMap(map())).toEqual([]);
	});

	it('gives an error or entries for damaged output', () => {
		fc.assert(
			fc.property(fc.nat(text.length), fc.string({maxLength: 3}), (at, noise) => {
				try {
					for (const {key} of parseNftMap(text.slice(0, at) + noise + text.slice(at + 1))) {
						expect(Array.isArray(key)).toBe(true);
					}
				} catch (error) {
					expect(error).toBeInstanceOf(Error);
				}
			}),
		);
		expect(() => parseNftMap('{"nftables":[]}')).toThrow('a map');
	});
});
