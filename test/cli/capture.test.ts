import {describe, expect, it} from 'vitest';
import {defaultName, exitCodeOf, missingFrom, requireNoTerminal} from '../../src/cli/commands/capture.ts';

describe('capture', () => {
	it.each<[string, number, boolean, readonly string[], number]>([
		['whole, of a sick node', 2, true, [], 0],
		['whole, of an undecided node', 3, true, [], 0],
		['without a body that was too large', 0, true, ['cat /a'], 73],
		['ended early', 2, false, [], 3],
		['ended early with --fail-on never', 0, false, ['cat /a'], 3],
		['interrupted', 130, false, [], 130],
		['terminated', 143, false, ['cat /a'], 143],
	])('%s', (_, exitCode, complete, leftOut, expected) => {
		expect(exitCodeOf({exitCode, report: {complete}}, leftOut)).toBe(expected);
		expect(missingFrom({complete}, leftOut).length > 0).toBe(expected !== 0);
	});

	it('names what was left out, a few of many', () => {
		const [line] = missingFrom({complete: true}, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
		expect(line).toBe('the bundle is not whole: left out as too large: a, b, c, d, e and 2 more');
	});

	it.each([
		['node-1.example.org', 'node-1.example.org'],
		['../../etc/cron.d/x', '.._.._etc_cron.d_x'],
		['a b\n\u001b[31m', 'a_b_31m'],
		['x'.repeat(300), 'x'.repeat(100)],
	])('makes a file name of the node %j', (name, part) => {
		expect(defaultName({node: {name}, startedAt: '2026-11-22T13:00:00.000Z'})).toBe(
			`rke2-netdoctor-${part}-20261122T130000Z.tar.gz`,
		);
	});

	it('does not fill a terminal', () => {
		expect(() => requireNoTerminal('-', {isTTY: true})).toThrow('got a terminal');
		expect(() => requireNoTerminal('-', {})).not.toThrow();
		expect(() => requireNoTerminal(undefined, {isTTY: true})).not.toThrow();
	});
});
