import type {Report} from '../core/report.ts';
import {defaultStateDirectory, readLastReport} from '../schedule/state.ts';
import {UsageError} from './errors.ts';
import type {OptionValues} from './options.ts';
import {writeOutputs} from './outputs.ts';
import {exitCodeOf} from './run.ts';

const units = {s: 1, m: 60, h: 3600, d: 86_400} as const;

/** Renders the report of the last scheduled run; one that is too old decides nothing. */
export const showLast = async (options: OptionValues): Promise<number> => {
	const seconds = secondsFrom(options['max-age']);
	const stored = await readLastReport(options['state-dir'] ?? defaultStateDirectory);
	const {changes: _, ...report} = judgeAge(stored, seconds, Date.now());
	return writeOutputs(report, options, exitCodeOf(report, options['fail-on']));
};

const secondsFrom = (word: string | undefined): number | undefined => {
	const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(word ?? '') ?? [];
	if (word !== undefined && (count === undefined || unit === undefined)) {
		throw new UsageError(`--max-age expects a time such as 90s, 15m, 2h or 1d, got "${word}"`);
	}
	return word === undefined ? undefined : Number(count) * units[unit as keyof typeof units];
};

/** A clock that went back makes a report of the future: it decides nothing either. */
export const judgeAge = (report: Report, most: number | undefined, now: number): Report => {
	const age = Math.round((now - Date.parse(report.finishedAt)) / 1000);
	if (most === undefined || (age <= most && age >= -60)) {
		return report;
	}
	const why =
		age < 0
			? `the stored report is of ${report.finishedAt}, which is in the future`
			: `the stored report is of ${report.finishedAt}, ${age} s ago, and may be ${most} s old`;
	return {
		...report,
		summary: {
			...report.summary,
			verdict: 'undecided',
			exitCode: 3,
			undecided: [why, ...report.summary.undecided],
		},
	};
};
