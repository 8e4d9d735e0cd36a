import {describe, expect, it} from 'vitest';
import {parseArguments} from '../../src/cli/arguments.ts';

describe('parseArguments', () => {
	it.each([
		[[], {command: 'check', words: [], options: {}}],
		[['check', '--passive'], {command: 'check', words: [], options: {passive: true}}],
		[['-o', 'json', '-v'], {command: 'check', words: [], options: {output: 'json', verbose: true}}],
		[
			['--only=overlay', '--only', 'host/forwarding', '--peer', 'node-3'],
			{command: 'check', words: [], options: {only: ['overlay', 'host/forwarding'], peer: ['node-3']}},
		],
		[
			['replay', 'a.tar.gz', '-o', 'short'],
			{command: 'replay', words: ['a.tar.gz'], options: {output: 'short'}},
		],
		[['capture', '-'], {command: 'capture', words: ['-'], options: {}}],
		[['replay', '--help'], {command: 'replay', words: [], options: {help: true}}],
	])('%j', (argv, expected) => {
		expect(parseArguments(argv)).toEqual({...expected, rest: []});
	});

	it('leaves to the scheduled check what follows --', () => {
		expect(parseArguments(['schedule', 'install', '--every', '5', '--', '--only', 'dns'])).toEqual({
			command: 'schedule',
			words: ['install'],
			options: {every: '5'},
			rest: ['--only', 'dns'],
		});
		expect(parseArguments(['explain', '--', '--x']).words).toEqual(['--x']);
	});

	it.each([
		[
			['chek'],
			'expected a command (check, capture, replay, explain, list, schedule), got "chek"; did you mean check?',
		],
		[['--pasive'], 'expected an option of "check", got --pasive; did you mean --passive?'],
		[['replay', 'x', '--passive'], '"replay" takes no --passive; see rke2-netdoctor replay --help'],
		[['-o'], '--output expects FORMAT, got nothing'],
		[['--passive=yes'], '--passive takes no value, got "yes"'],
		[['--only='], '--only expects ID|GROUP, got nothing'],
		[['replay'], 'expected rke2-netdoctor replay BUNDLE [OPTION…], got nothing after it'],
		[['replay', 'a', 'b'], 'expected rke2-netdoctor replay BUNDLE [OPTION…], got "a b"'],
		[['-x'], 'expected an option of "check", got -x'],
	])('refuses %j', (argv, message) => {
		expect(() => parseArguments(argv)).toThrow(message);
	});
});
