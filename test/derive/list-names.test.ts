import {describe, expect, it} from 'vitest';
import {listAll, listNames} from '../../src/derive/list-names.ts';

describe('listNames', () => {
	it.each([
		[[], ''],
		[['a'], 'a'],
		[['a', 'b'], 'a and b'],
		[['a', 'b', 'c'], 'a, b and c'],
		[['a', 'b', 'c', 'd', 'e'], 'a, b and 3 more'],
	])('%j', (names, text) => {
		expect(listNames(names)).toBe(text);
	});
});

it('leaves none out where all must be told', () => {
	expect(listAll(['a', 'b', 'c', 'd'])).toBe('a, b, c and d');
});
