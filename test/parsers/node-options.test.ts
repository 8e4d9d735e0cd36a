import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseNodeOptions} from '../../src/parsers/node-options.ts';

test('options of the configuration and of the command line', () => {
	expect(
		parseNodeOptions(
			'["agent","--server","https://10.0.0.1:9345","--token","********","--node-name=node-2"]',
		),
	).toEqual(['server', 'token', 'node-name']);
});

test('no annotation', () => {
	expect(parseNodeOptions(undefined)).toEqual([]);
});

test('damage gives no option that was not there', () => {
	fc.assert(
		fc.property(fc.string(), text => {
			expect(parseNodeOptions(text).every(option => text.includes(option))).toBe(true);
		}),
	);
});
