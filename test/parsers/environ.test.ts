import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseEnviron, parseEnvironmentFile} from '../../src/parsers/environ.ts';
import {parseOsRelease} from '../../src/parsers/os-release.ts';
import {survivesDamage} from './damage.ts';

describe('parseEnviron', () => {
	it('reads what a process was started with', () => {
		expect(parseEnviron('PATH=/bin\0NO_PROXY=a=b,c\0EMPTY=\0overwritten\0')).toEqual({
			PATH: '/bin',
			NO_PROXY: 'a=b,c',
			EMPTY: '',
		});
		expect(parseEnviron('')).toEqual({});
	});
});

describe('parseEnvironmentFile', () => {
	it.each([
		['plain', 'HTTP_PROXY=http://proxy:3128\n', {HTTP_PROXY: 'http://proxy:3128'}],
		['comments and blank lines', '# a\n; b\n\nA=1 # kept\n', {A: '1 # kept'}],
		['spaces', '  A=  b c  \nB=\n', {A: 'b c', B: ''}],
		['double quotes', 'A="b \\"c\\" \\$d \\n"\n', {A: 'b "c" $d \\n'}],
		['single quotes', `A='b "c" \\d'\n`, {A: 'b "c" \\d'}],
		['quotes within', 'A=b" c "d\n', {A: 'b c d'}],
		['lines that go on', 'A=b\\\nc\nB="d\\\ne"\n', {A: 'bc', B: 'de'}],
		['quotes over lines', 'A="b\nc"\nB=d\n', {A: 'b\nc', B: 'd'}],
		['a key twice', 'A=1\nA=2\n', {A: '2'}],
		['what is no assignment', 'export A=1\n1B=2\nC=3', {C: '3'}],
	])('reads %s', (_, text, expected) => {
		expect(parseEnvironmentFile(text)).toEqual(expected);
	});

	it('refuses a quote without end', () => {
		expect(() => parseEnvironmentFile('A="b\n')).toThrow(
			'expected the closing " of a value, got the end of the text',
		);
	});

	it('gives back any quoted value', () => {
		fc.assert(
			fc.property(fc.string(), value => {
				const quoted = value.replaceAll(/[\\"$`]/g, String.raw`\$&`);
				expect(parseEnvironmentFile(`A="${quoted}"\nB=1\n`)).toEqual({A: value, B: '1'});
			}),
		);
	});

	it('survives damage', () => {
		survivesDamage(parseEnvironmentFile, 'A="b\\" c"\nB=\'d\'\n# e\nC=f\\\ng\n');
	});
});

describe('parseOsRelease', () => {
	it('reads a distribution', () => {
		const text =
			'NAME="SLE Micro"\nID="sle-micro"\nID_LIKE="suse sles"\nVERSION_ID="5.5"\nPRETTY_NAME="SUSE Linux Enterprise Micro 5.5"\n';
		expect(parseOsRelease(text)).toEqual({
			id: 'sle-micro',
			idLike: ['suse', 'sles'],
			versionId: '5.5',
			prettyName: 'SUSE Linux Enterprise Micro 5.5',
		});
		survivesDamage(parseOsRelease, text);
	});

	it('has a default for the id, as the manual says, but not for nothing', () => {
		expect(parseOsRelease('NAME=x\n')).toEqual({id: 'linux', idLike: []});
		expect(() => parseOsRelease('')).toThrow('expected lines such as ID=ubuntu, got ""');
	});
});
