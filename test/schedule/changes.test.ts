import {describe, expect, it} from 'vitest';
import type {Report} from '../../src/core/report.ts';
import {short} from '../../src/render/short.ts';
import {text} from '../../src/render/text.ts';
import {compare, type State} from '../../src/schedule/changes.ts';
import {reportOf, withCauses} from '../render/hostile.ts';

const [healthy, sick, mtuSick] = [
	await reportOf('canal-agent'),
	await reportOf('canal-agent-sick'),
	await reportOf('canal-agent-mtu-sick'),
];
const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: false};
const minutes = (count: number): string =>
	new Date(Date.parse('2026-01-01T00:00:00Z') + count * 60_000).toISOString();
const at = (report: Report, time: number): Report => ({...report, finishedAt: minutes(time)});
const outcomesAs = (
	report: Report,
	change: (outcome: Report['outcomes'][number]) => Report['outcomes'][number],
) => ({
	...report,
	outcomes: report.outcomes.map(change),
});
const cause = sick.causes[0]?.finding.fingerprint ?? '';

/** Runs one report after the other, ten minutes apart: what each would say. */
const run = (...reports: readonly Report[]) => {
	let state: State | undefined;
	return reports.map((report, index) => {
		const comparison = compare(state, at(report, index * 10));
		({state} = comparison);
		return comparison;
	});
};
const said = (comparisons: ReturnType<typeof run>) =>
	comparisons.map(({isWorthSaying, report: {changes}}) => [
		isWorthSaying,
		changes?.new.length,
		changes?.changed.length,
		changes?.fixed.length,
	]);

describe('what a scheduled run says', () => {
	it('is nothing about a healthy node', () => {
		expect(said(run(healthy, healthy))).toEqual([
			[false, 0, 0, 0],
			[false, 0, 0, 0],
		]);
	});

	it('is each cause once, and once that it is gone', () => {
		expect(said(run(healthy, sick, sick, healthy, healthy))).toEqual([
			[false, 0, 0, 0],
			[true, 1, 0, 0],
			[false, 0, 0, 0],
			[true, 0, 0, 1],
			[false, 0, 0, 0],
		]);
	});

	it('tells one cause that follows another', () => {
		expect(said(run(sick, mtuSick)).at(-1)).toEqual([true, 1, 0, 1]);
	});

	it('keeps since when a cause is known', () => {
		const [, , third] = run(sick, sick, sick);
		expect(third?.report.causes[0]?.finding.since).toBe(minutes(0));
		expect(text.render(third?.report as Report, plain)).toContain('  Since: 2026-01-01 00:00 UTC\n');
	});

	it('reminds once a day of what stays broken', () => {
		const day = Array.from({length: 300}, () => sick);
		const spoken = run(...day).flatMap(({isWorthSaying}, index) => (isWorthSaying ? [index * 10] : []));
		expect(spoken).toEqual([0, 24 * 60, 48 * 60]);
	});

	it('reminds when the clock was set back', () => {
		const first = compare(undefined, at(sick, 100_000));
		expect(compare(first.state, at(sick, 0)).isWorthSaying).toBe(true);
	});

	it('tells another verdict, also an undecided one', () => {
		const undecided: Report = {...healthy, summary: {...healthy.summary, verdict: 'undecided', exitCode: 3}};
		const [, second, third, fourth] = run(healthy, undecided, undecided, healthy);
		expect([second, third, fourth].map(one => one?.isWorthSaying)).toEqual([true, false, true]);
		expect(second?.report.changes?.previousVerdict).toBe('ok');
	});

	it('does not call fixed what it could not look at, and does not call it new when it is back', () => {
		const unknown = outcomesAs(healthy, outcome => ({
			check: outcome.check,
			title: outcome.title,
			status: 'unknown',
			reason: 'timed-out',
			why: 'x',
		}));
		const comparisons = run(sick, {...unknown, summary: sick.summary}, sick);
		expect(said(comparisons)).toEqual([
			[true, 1, 0, 0],
			[false, 0, 0, 0],
			[false, 0, 0, 0],
		]);
		expect(comparisons.at(-1)?.report.causes[0]?.finding.since).toBe(minutes(0));
	});

	it('does not call fixed what was not asked for', () => {
		const other = {...healthy, outcomes: healthy.outcomes.filter(({check}) => check.startsWith('host/'))};
		expect(said(run(sick, {...other, summary: sick.summary})).at(-1)).toEqual([false, 0, 0, 0]);
	});

	it('calls fixed what a check that found something else did not find any more', () => {
		const [one] = sick.causes;
		if (one === undefined) {
			throw new Error('expected a cause');
		}
		const finding = {...one.finding, fingerprint: 'another'};
		const elsewhere: Report = {
			...outcomesAs(sick, outcome =>
				outcome.check === one.finding.check ? {...outcome, status: 'failed', findings: [finding]} : outcome,
			),
			causes: [{...one, finding}],
		};
		expect(said(run(sick, elsewhere)).at(-1)).toEqual([true, 1, 0, 1]);
		const cut = outcomesAs(elsewhere, outcome =>
			outcome.status === 'failed' ? {...outcome, truncated: true} : outcome,
		);
		expect(said(run(sick, cut)).at(-1)).toEqual([true, 1, 0, 0]);
	});

	it('tells when a symptom is left after its cause is gone', () => {
		const [one] = sick.causes;
		const [symptom] = one?.explains ?? [];
		if (one === undefined || symptom === undefined) {
			throw new Error('expected a cause that explains something');
		}
		const left: Report = {...sick, causes: [{...one, finding: symptom, explains: []}]};
		const {report} = run(sick, left).at(-1) ?? {};
		expect(report?.changes?.changed).toEqual([symptom.fingerprint]);
		expect(report?.causes[0]?.finding.since).toBe(minutes(0));
	});

	it('is nothing about a symptom that another cause now explains', () => {
		const [one] = sick.causes;
		const [symptom] = one?.explains ?? [];
		if (one === undefined || symptom === undefined) {
			throw new Error('expected a cause that explains something');
		}
		const before: Report = {...sick, causes: [{...one, finding: symptom, explains: []}]};
		expect(run(before, sick).at(-1)?.report.changes).toMatchObject({new: [cause], changed: [], fixed: []});
	});

	it('begins with a line fit for the subject of a mail', () => {
		const subjects = run(healthy, sick, mtuSick, healthy).map(
			({report}) => text.render(report, plain).split('\n')[0] ?? '',
		);
		expect(subjects.slice(1)).toEqual([
			expect.stringMatching(/^rke2-netdoctor: CRITICAL on node-2: 1 new: Packets to node-1 /),
			expect.stringMatching(/^rke2-netdoctor: CRITICAL on node-2: 1 new, 1 fixed: flannel\.1 has MTU/),
			expect.stringMatching(/^rke2-netdoctor: OK on node-2: 1 fixed: flannel\.1 has MTU/),
		]);
		expect(subjects.every(subject => subject.length <= 150)).toBe(true);
		const last = run(sick, healthy).at(-1)?.report as Report;
		expect(short.render(last, plain)).toMatch(
			/^.*1 fixed.*\nFIXED {5}Packets to node-1 .*since 2026-01-01 00:00 UTC\)\n/,
		);
	});
});

describe('the state', () => {
	it('is bounded, however much comes and goes', () => {
		let state: State | undefined;
		for (let round = 0; round < 30; round += 1) {
			const renamed = withCauses(sick, 100);
			const report: Report = {
				...renamed,
				outcomes: [],
				causes: renamed.causes.map((one, index) => ({
					...one,
					finding: {...one.finding, text: 'x'.repeat(5000), fingerprint: `${round} ${index}`},
				})),
			};
			({state} = compare(state, at(report, round * 10)));
		}
		expect(state?.findings).toHaveLength(500);
		expect(state?.history).toHaveLength(200);
		expect(JSON.stringify(state).length).toBeLessThan(500_000);
	});

	it('forgets what no run could look at for a month', () => {
		const nothing = {...healthy, outcomes: []};
		const first = compare(undefined, at(sick, 0));
		const later = (days: number) => compare(first.state, at(nothing, days * 24 * 60)).state.findings.length;
		expect([later(29) > 0, later(31)]).toEqual([true, 0]);
	});
});
