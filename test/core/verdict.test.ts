import {describe, expect, it} from 'vitest';
import type {Severity} from '../../src/core/check.ts';
import type {Finding, Outcome, Unread} from '../../src/core/report.ts';
import {summarise} from '../../src/core/verdict.ts';

const failed = (severity: Severity): Outcome => ({
	check: 'a/b',
	title: '',
	status: 'failed',
	findings: [{severity} as Finding],
});
const broken: Outcome = {check: 'a/c', title: '', status: 'error', why: 'a bug', findings: []};
const unread = (reason: Unread['reason'], essential?: true): Unread => ({
	probe: 'ip.link',
	reason,
	detail: 'x',
	...(essential && {essential}),
});

describe('summarise', () => {
	it.each<[string, readonly Outcome[], readonly Unread[], readonly string[], string, number]>([
		['nothing found', [{check: 'a/b', title: '', status: 'passed'}], [], [], 'ok', 0],
		['info changes nothing', [failed('info')], [], [], 'ok', 0],
		['a warning', [failed('warning')], [], [], 'warning', 1],
		['critical beats undecided', [failed('critical'), broken], [], [], 'critical', 2],
		['undecided beats a warning', [failed('warning'), broken], [], [], 'undecided', 3],
		['an essential read failed', [], [unread('denied', true)], [], 'undecided', 3],
		['any other read may fail', [], [unread('denied')], [], 'ok', 0],
		['what was never recorded decides nothing', [], [unread('not-recorded', true)], [], 'ok', 0],
		['the run ended early', [], [], ['deadline'], 'undecided', 3],
	])('%s', (_, outcomes, unreadProbes, reasons, verdict, exitCode) => {
		expect(summarise({outcomes, unread: unreadProbes, explained: 0, reasons})).toMatchObject({
			verdict,
			exitCode,
		});
	});
});
