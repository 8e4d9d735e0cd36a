import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {jsonFrom, parseJsonText, repeatedKeys} from '../../src/parsers/json-text.ts';
import {damagedText} from './damage.ts';

describe('parseJsonText', () => {
	it.each([
		['nothing', '', 1, 1, 'expected a value, got the end of the text'],
		[
			'a missing comma',
			'{\n  "name": "x"\n  "type": "y"\n}',
			3,
			3,
			'expected "," or "}", got "\\"type\\": \\"y\\""',
		],
		['a comma too many', '{"a": [1, 2,]}', 1, 13, 'expected a value, got "]}"'],
		['a comma before the end', '{"a": 1,\n}', 2, 1, 'expected a key, got "}"'],
		[
			'a missing brace',
			'{"plugins": [{"type": "calico"}]',
			1,
			33,
			'expected "," or "}", got the end of the text',
		],
		['a bracket that closes a brace', '{"a": 1]', 1, 8, 'expected "," or "}", got "]"'],
		['something behind the end', '{}\n{}', 2, 1, 'expected the end, got "{}"'],
		['a comment', '{\n\t// no\n}', 2, 2, 'expected a key or "}", got "// no"'],
		['single quotes', "{'a': 1}", 1, 2, `expected a key or "}", got "'a': 1}"`],
		['a placeholder', '{"mtu": __CNI_MTU__}', 1, 9, 'expected a value, got "__CNI_MTU__}"'],
		['a missing colon', '{"a" 1}', 1, 6, 'expected ":", got "1}"'],
		['a string without end', '{"a": "b', 1, 9, 'expected the rest of a string, got the end of the text'],
		['a string without end where none may be', '{"a": 1 "b', 1, 9, 'expected "," or "}", got "\\"b"'],
		['a line break in a string', '{"a": "b\nc"}', 1, 9, 'expected the rest of a string, got "\\n"'],
		[
			'an unknown escape',
			String.raw`{"a": "\d"}`,
			1,
			8,
			String.raw`expected the rest of a string, got "\\d\"}"`,
		],
		['a byte order mark', '\uFEFF{}', 1, 1, 'expected a value, got "\\ufeff{}"'],
		['a number with a leading zero', '[01]', 1, 3, 'expected "," or "]", got "1]"'],
	])('finds %s', (_, text, line, column, message) => {
		expect(parseJsonText(text)).toEqual({ok: false, problem: {message, line, column}});
	});

	it('agrees with JSON.parse about what is JSON', () => {
		fc.assert(
			fc.property(fc.json().chain(damagedText), text => {
				let value: unknown;
				try {
					value = JSON.parse(text);
				} catch {
					const parsed = parseJsonText(text);
					expect(parsed.ok).toBe(false);
					return;
				}
				expect(parseJsonText(text)).toEqual({ok: true, value});
			}),
		);
	});

	it('finds the end of every text that was cut within a string or between tokens', () => {
		const text = '{"a": ["b", {"c": "d"}], "e": "f"}';
		for (let end = 0; end < text.length; end++) {
			expect(parseJsonText(text.slice(0, end))).toMatchObject({
				ok: false,
				problem: {line: 1, column: end + 1},
			});
		}
	});

	it('copes with a deep text', () => {
		const deep = '['.repeat(100_000);
		expect(parseJsonText(deep)).toMatchObject({ok: false, problem: {column: 100_001}});
		expect(() => jsonFrom(deep)).toThrow(
			'not JSON: expected a value or "]", got the end of the text (line 1, column 100001)',
		);
	});
});

describe('repeatedKeys', () => {
	it.each([
		['none', '{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]}', []],
		['one of the object itself', '{"a": 1, "b": {"c": 2}, "a": 3}', ['a']],
		[
			'one of an object in a list',
			'{"plugins": [{"type": "x"}, {"type": "y", "mtu": 1, "type": "z"}]}',
			['type'],
		],
		['a text that reads like a key', '{"a": "a", "b": ["a", "a"]}', []],
		['no JSON', '{"a": 1, "a": 2', []],
		['nothing', '', []],
	])('finds %s', (_, text, keys) => {
		expect(repeatedKeys(text)).toEqual(keys);
	});

	it('finds none in what a program writes, and none in damage of it', () => {
		fc.assert(
			fc.property(fc.json(), fc.nat(), (text, end) => {
				expect(repeatedKeys(text)).toEqual([]);
				expect(repeatedKeys(text.slice(0, end % (text.length + 1)))).toEqual([]);
			}),
		);
	});
});
