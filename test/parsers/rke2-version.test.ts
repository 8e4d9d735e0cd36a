import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isVersionInRange, parseRke2Version, versionOfDataDirectory} from '../../src/parsers/rke2-version.ts';
import {survivesDamage} from './damage.ts';

describe('parseRke2Version', () => {
	it.each([
		[
			'rke2 version v1.35.7+rke2r1 (0123456789abcdef)\ngo version go1.25.1 X:boringcrypto\n',
			{version: 'v1.35.7+rke2r1', commit: '0123456789abcdef', goVersion: 'go1.25.1'},
		],
		[
			'rke2-new version v1.36.0-rc2+rke2r1 (abc)\ngo version go1.25.1\n',
			{version: 'v1.36.0-rc2+rke2r1', commit: 'abc', goVersion: 'go1.25.1'},
		],
		['rke2 version v1.35.7+rke2r1\n', {version: 'v1.35.7+rke2r1'}],
	])('reads %j', (text, expected) => {
		expect(parseRke2Version(text)).toEqual(expected);
		survivesDamage(parseRke2Version, text);
	});

	it('refuses another program', () => {
		expect(() => parseRke2Version('k3s version v1.35.7+k3s1 (abc)')).toThrow(
			'expected "rke2 version v1.35.7+rke2r1 (…)", got "k3s version',
		);
	});
});

describe('versionOfDataDirectory', () => {
	it.each([
		['v1.35.7-rke2r1-0123456789ab', 'v1.35.7+rke2r1'],
		['v1.36.0-rc2-rke2r1-0123456789ab', 'v1.36.0-rc2+rke2r1'],
		['v1.35.7-rke2r1', undefined],
		['lost+found', undefined],
	])('reads %s as %s', (name, expected) => {
		expect(versionOfDataDirectory(name)).toBe(expected);
	});
});

const ordered = [
	'v1.33.13+rke2r1',
	'v1.33.13+rke2r2',
	'v1.34.2-alpha1+rke2r1',
	'v1.34.2-beta1+rke2r1',
	'v1.34.2-rc1+rke2r1',
	'v1.34.2-rc10+rke2r1',
	'v1.34.2+rke2r1',
	'v1.34.10+rke2r1',
	'v1.35.0+rke2r1',
	'v2.0.0+rke2r1',
];

describe('isVersionInRange', () => {
	it('puts versions into order', () => {
		const indexes = ordered.map((_, index) => index);
		fc.assert(
			fc.property(fc.constantFrom(...indexes), fc.constantFrom(...indexes), (one, other) => {
				expect(isVersionInRange(ordered[one] ?? '', [`>=${ordered[other]}`])).toBe(one >= other);
			}),
		);
	});

	it('compares revisions only where both have one', () => {
		expect(isVersionInRange('v1.33.13+rke2r2', ['=1.33.13'])).toBe(true);
		expect(() => isVersionInRange('latest', ['=1.33.13'])).toThrow(
			'expected a version such as v1.35.7+rke2r1, got "latest"',
		);
	});

	const fixed = ['>=1.31.14', '>=1.32.10', '>=1.33.6', '>=1.34.2'];
	const broken = ['<1.31.14', '<1.32.10', '<1.33.6', '<1.34.2'];

	it.each([
		['v1.30.5+rke2r1', false],
		['v1.31.13+rke2r1', false],
		['v1.31.14+rke2r1', true],
		['v1.33.5+rke2r1', false],
		['v1.33.6+rke2r1', true],
		['v1.34.1+rke2r1', false],
		['v1.34.2-rc1+rke2r1', false],
		['v1.34.2+rke2r1', true],
		['v1.36.0+rke2r1', true],
	])('knows per release line that a fix is in %s: %s', (version, expected) => {
		expect(isVersionInRange(version, fixed)).toBe(expected);
		expect(isVersionInRange(version, broken)).toBe(!expected);
	});

	it.each([
		['v1.34.1+rke2r1', ['>=1.33.6', '<1.34.2'], true],
		['v1.34.2+rke2r1', ['>=1.33.6', '<1.34.2'], false],
		['v1.32.0+rke2r1', ['>=1.33.6', '<1.34.2'], false],
		['v1.32.0+rke2r1', ['>=1.31.14', '>=1.33.6'], true],
		['v1.33.13+rke2r1', ['>=1.33.13+rke2r2'], false],
		['v1.33.13+rke2r2', ['>=1.33.13+rke2r2'], true],
		['v1.33.13+rke2r1', ['>1.33.13'], false],
		['v1.33.13+rke2r1', ['<=1.33.13'], true],
		['v1.33.13+rke2r1', ['=1.33.13'], true],
		['v1.33.13+rke2r1', [], true],
	])('%s in %j: %s', (version, range, expected) => {
		expect(isVersionInRange(version, range)).toBe(expected);
	});

	it('refuses a bound without operator', () => {
		expect(() => isVersionInRange('v1.33.13+rke2r1', ['1.33'])).toThrow(
			'expected a bound such as ">=1.33.6", got "1.33"',
		);
	});
});
