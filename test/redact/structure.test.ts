import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parse, stringify} from 'yaml';
import {isHarmless, isMask} from '../../src/redact/harmless.ts';
import {createRedactor} from '../../src/redact/redact.ts';

const redact = (text: string): string => createRedactor({salt: 'test'}).redact(text);

const key = fc.constantFrom(
	'token',
	'agent-token',
	'etcd-s3-secret-key',
	'bootstrapPassword',
	'flannel_psk',
	'PSK',
	'client_secret',
	'apiKey',
	'privateKey',
	'dbPassword',
);
const character = fc.oneof(
	{weight: 6, arbitrary: fc.constantFrom(...'abcXYZ019')},
	{weight: 4, arbitrary: fc.constantFrom(...' !"#$%&\'()*+,-./:;<=>?@[]^_`{|}~\\')},
	{weight: 1, arbitrary: fc.constantFrom('ä', '€', '😀', '\t', '\n', '\r')},
);
const secret = fc
	.array(character, {minLength: 4, maxLength: 30})
	.map(characters => `${characters.join('')}s3`)
	.filter(text => !isHarmless(text.trim(), 'any') && !/^[a-z0-9.-]+\/[a-z0-9.-]+$/.test(text));

interface Form {
	readonly name: string;
	readonly write: (value: object) => string;
	readonly read: (text: string) => unknown;
	/** Long flow collections are seldom written by hand: no line breaks, no backslash in front. */
	readonly isPlain?: true;
}
const yamlText = (value: unknown): string => stringify(value, {lineWidth: 0});
const forms: readonly Form[] = [
	{name: 'JSON', write: value => JSON.stringify(value), read: JSON.parse},
	{name: 'indented JSON', write: value => JSON.stringify(value, null, 2), read: JSON.parse},
	{name: 'YAML', write: yamlText, read: parse},
	{
		name: 'YAML in flow style',
		write: value => stringify(value, {lineWidth: 0, collectionStyle: 'flow'}),
		read: parse,
		isPlain: true,
	},
	{
		name: 'YAML in quotes',
		write: value => stringify(value, {lineWidth: 0, defaultStringType: 'QUOTE_SINGLE'}),
		read: parse,
	},
	{
		name: 'YAML in JSON',
		write: value => JSON.stringify({spec: {valuesContent: yamlText(value)}}),
		read: text => parse(JSON.parse(text).spec.valuesContent),
	},
	{
		name: 'JSON in JSON',
		write: value => JSON.stringify({annotation: JSON.stringify(value)}, null, 1),
		read: text => JSON.parse(JSON.parse(text).annotation),
	},
	{
		name: 'JSON in JSON in JSON',
		write: value => JSON.stringify({a: JSON.stringify({b: JSON.stringify(value)})}),
		read: text => JSON.parse(JSON.parse(JSON.parse(text).a).b),
	},
	{
		name: 'YAML in JSON in JSON',
		write: value => JSON.stringify({a: JSON.stringify({b: yamlText(value)})}),
		read: text => parse(JSON.parse(JSON.parse(text).a).b),
	},
	{
		name: 'YAML in YAML',
		write: value =>
			stringify({spec: {valuesContent: yamlText(value)}}, {lineWidth: 0, blockQuote: 'literal'}),
		read: text => parse(parse(text).spec.valuesContent),
	},
];

describe.each(forms)('redaction of $name', ({write, read, isPlain}) => {
	it('replaces the value of a key and nothing else', () => {
		fc.assert(
			fc.property(key, secret, (name, value) => {
				fc.pre(isPlain !== true || !/[\n\r]|^\\/.test(value));
				const around = (middle: string) => ({
					before: 'x',
					nested: {list: [1], [name]: middle, next: "it's"},
					after: 'y',
				});
				const text = redact(write(around(value)));
				const result = read(text) as {readonly nested: Readonly<Record<string, string>>};
				const mask = result.nested[name] ?? '';
				expect(mask.split(/\s+/).filter(Boolean).every(isMask), text).toBe(true);
				expect(result).toEqual(around(mask));
				expect(redact(text)).toBe(text);
			}),
			{numRuns: 300},
		);
	});
});

const fragment = fc.constantFrom(
	...[
		'token',
		'password',
		'--token',
		'psk',
		'secret',
		'TOKEN',
		'auth',
		'Bearer ',
		'x',
		'a1b2c3d4e5',
		'value',
	],
	...[
		': ',
		':',
		'=',
		' = ',
		' ',
		'  ',
		'\n',
		'\n  ',
		'"',
		"'",
		'\\',
		'{',
		'}',
		'[',
		']',
		',',
		', ',
		'|',
		'#',
		'- ',
	],
	...['://u:', '@', '/', '&', '?', '***', '\t', '\r\n', '$', 'eyJhbGciOiJ9.eyJhIjoxfQ.c2ln', ';'],
);
const treeOf = (fragments: fc.Arbitrary<string>): fc.Arbitrary<unknown> => {
	const prose = fc.array(fragments, {minLength: 1, maxLength: 12}).map(parts => parts.join(''));
	return fc.letrec(tie => ({
		value: fc.oneof({depthSize: 'small'}, prose, tie('list'), tie('map'), tie('nested')),
		list: fc.array(tie('value'), {maxLength: 3}),
		map: fc.dictionary(fc.constantFrom('token', 'name', 'value', 'message', 'x.y/z'), tie('value'), {
			maxKeys: 3,
		}),
		nested: tie('value').map(value => JSON.stringify(value)),
	})).map;
};
const tree = treeOf(fragment);
/**
 * YAML is judged line by line: half a pair of quotes, a string in quotes over lines, or a map where a secret is
 * expected, may mislead.
 */
const plainProse = fc
	.array(
		fragment.filter(text => !/["'{}[\]\\\r]/.test(text)),
		{minLength: 1, maxLength: 12},
	)
	.map(parts => parts.join(''));
const plainTree: fc.Arbitrary<unknown> = fc.letrec(tie => ({
	value: fc.oneof({depthSize: 'small'}, plainProse, tie('list'), tie('map')),
	list: fc.array(tie('value'), {maxLength: 3}),
	map: fc.record(
		{token: plainProse, value: plainProse, name: plainProse, message: tie('value'), 'x.y/z': tie('value')},
		{requiredKeys: []},
	),
})).value;

const isReadable = (yaml: string): boolean => {
	try {
		parse(yaml);
		return true;
	} catch {
		return false;
	}
};

describe('redaction of anything', () => {
	it.each([
		['JSON', (value: unknown) => JSON.stringify(value)],
		['indented JSON', (value: unknown) => JSON.stringify(value, null, 2)],
		['JSON in JSON', (value: unknown) => JSON.stringify({a: JSON.stringify(value)})],
		['YAML in JSON', (value: unknown) => JSON.stringify({a: yamlText(value)})],
	])('leaves %s that can be read', (_, write) => {
		fc.assert(
			fc.property(tree, value => {
				const text = redact(write(value));
				expect(() => JSON.parse(text), text).not.toThrow();
				expect(redact(text)).toBe(text);
			}),
			{numRuns: 1000},
		);
	});

	it('leaves YAML that can be read', () => {
		fc.assert(
			fc.property(plainTree, value => {
				const before = yamlText(value);
				// The writer's own block scalars that begin with a blank line cannot be read back.
				fc.pre(isReadable(before));
				const text = redact(before);
				expect(() => parse(text), text).not.toThrow();
			}),
			{numRuns: 1000},
		);
	});
});
