import {expect, it} from 'vitest';
import {groupBy} from '../../src/derive/group-by.ts';

it('keeps the order of keys and items, and leaves out what has no key', () => {
	const groups = groupBy(['beta', 'alpha', '', 'bold'], word => (word === '' ? undefined : word[0]));
	expect([...groups]).toEqual([
		['b', ['beta', 'bold']],
		['a', ['alpha']],
	]);
});
