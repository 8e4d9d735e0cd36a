import {describe, expect, it} from 'vitest';
import {parseNftChains} from '../../src/parsers/nft-chains.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

const text = output('nft-1.0.6-list-chains.json');

describe('parseNftChains', () => {
	it('reads a list without tables', () => {
		expect(parseNftChains(text)).toEqual([
			{family: 'inet', table: 'filter', name: 'input', hook: 'input', type: 'filter'},
			{family: 'inet', table: 'filter', name: 'other'},
			{family: 'inet', table: 'filter', name: 'zone'},
			{family: 'ip', table: 'raw', name: 'p', hook: 'prerouting', type: 'filter'},
		]);
	});

	it('survives damage', () => {
		survivesDamage(parseNftChains, text);
	});
});
