import {describe, expect, it} from 'vitest';
import {parseYamlDocuments} from '../../src/parsers/yaml-document.ts';
import {survivesDamage} from './damage.ts';

const parsedValue = (text: string) => {
	const parsed = parseYamlDocuments(text);
	return parsed.ok ? parsed.value : expect.fail(parsed.problem.message);
};
const problemOf = (text: string) => {
	const parsed = parseYamlDocuments(text);
	return parsed.ok ? expect.fail('no problem') : parsed.problem;
};

describe('parseYamlDocuments', () => {
	it.each([
		['nothing', '', []],
		['comments only', '# disabled by configuration\n', []],
		['one document', 'cni:\n  - multus\n  - canal\n', [{cni: ['multus', 'canal']}]],
		['several documents', '---\na: 1\n---\n# empty\n---\nb: 2\n...\n', [{a: 1}, {b: 2}]],
		['JSON', '{"a": [1, null, "b"]}', [{a: [1, null, 'b']}]],
		[
			'booleans as go-yaml reads them',
			'a: yes\nb: Off\nc: "yes"\nd: y\n',
			[{a: true, b: false, c: 'yes', d: true}],
		],
		[
			'addresses and times as text',
			'a: 10:30\nb: 2001-12-14\nc: 52:54:00:12:34:56\nd: 2001:db8::/32\n',
			[{a: '10:30', b: '2001-12-14', c: '52:54:00:12:34:56', d: '2001:db8::/32'}],
		],
		[
			'merge keys',
			'base: &base {a: 1}\nother:\n  <<: *base\n  b: 2\n',
			[{base: {a: 1}, other: {a: 1, b: 2}}],
		],
		['an opened flow mapping', 'a: {\n  b: 1\n}\n', [{a: {b: 1}}]],
		[
			'a block text',
			'valuesContent: |-\n  flannel:\n    backend: wireguard\n',
			[{valuesContent: 'flannel:\n  backend: wireguard'}],
		],
	])('reads %s', (_, text, documents) => {
		expect(parsedValue(text)).toEqual({documents, duplicates: []});
	});

	it('does not execute tags', () => {
		expect(parsedValue('a: !!js/function "() => 1"\nb: !ENV x\n').documents).toEqual([
			{a: '() => 1', b: 'x'},
		]);
	});

	it('reports keys given twice and takes the last, as RKE2 does', () => {
		expect(parsedValue('cni: canal\ntoken: x\ncni: cilium\n')).toEqual({
			documents: [{cni: 'cilium', token: 'x'}],
			duplicates: [{message: 'Map keys must be unique', line: 3, column: 1}],
		});
	});

	it('does not touch prototypes', () => {
		const [document] = parsedValue('__proto__: {polluted: true}\n').documents;
		expect(Object.getPrototypeOf(document)).toBe(Object.prototype);
		expect(({} as {polluted?: boolean}).polluted).toBeUndefined();
	});

	it.each([
		['a tab', 'a:\n\tb: 1\n', 2, 1, 'Tabs are not allowed as indentation'],
		['a colon too many', 'a: b: c\n', 1, 4, 'Nested mappings are not allowed in compact mappings'],
		['an open quote', 'a: 1\nb: "x\n', 3, 1, 'Missing closing "quote'],
		['a wrong indentation', 'a:\n  - b\n c: 1\n', 3, 1, 'All mapping items must start at the same column'],
		[
			'an alias within its own value',
			'a: 1\nb: &x\n  c: [*x]\n',
			3,
			7,
			'Alias x stands in the value it refers to',
		],
		['an alias to nothing', 'a: 1\nb: [*x]\n', 2, 5, 'Alias x has no anchor before it'],
		['a problem in a later document', 'a: 1\n---\nb: [1\n', 4, 1, expect.any(String)],
	])('locates %s', (_, text, line, column, message) => {
		expect(problemOf(text)).toEqual({message, line, column});
	});

	it.each(['[', '- ', '{a: '])('stops at a depth that would end the program: %s', opening => {
		expect(problemOf(opening.repeat(20_000)).message).toBe('Nested deeper than 500 levels');
		expect(parsedValue(`a: ${'['.repeat(400)}${']'.repeat(400)}`).documents).toHaveLength(1);
	});

	it('stops a document that multiplies itself', () => {
		const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
		for (let level = 1; level < 9; level++) {
			bomb.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);
		}
		expect(problemOf(bomb.join('\n')).message).toMatch(/Excessive alias count/);
	});

	it('survives damage', () => {
		survivesDamage(parseYamlDocuments, 'a: &x\n  - "b: c"\n  - {d: e}\nf: *x\ng: |\n  h\n---\ni: !t j\n', {
			raw: ['.value.documents'],
		});
	});
});
