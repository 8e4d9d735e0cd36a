import type {Changes, Finding, Report} from '../core/report.ts';
import {shorten, visibleLine} from './escape.ts';

export type ScheduledReport = Report & {readonly changes: Changes};

/** What fits the subject of a mail. */
const mostSubject = 150;

/** Only reports of scheduled runs have changes. */
export const hasChanges = (report: Report): report is ScheduledReport => report.changes !== undefined;

/** One line for the subject of a mail: verdict, node, what changed, and the first of it. */
export const subjectOf = (report: ScheduledReport): string => {
	const {changes, summary, node, causes, tool} = report;
	const counts = [
		[changes.new.length, 'new'],
		[changes.changed.length, 'changed'],
		[changes.fixed.length, 'fixed'],
	] as const;
	const said = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
	const changed = causes.find(({finding}) =>
		[...changes.new, ...changes.changed].includes(finding.fingerprint),
	);
	const first = (changed ?? causes[0])?.finding.text ?? changes.fixed[0]?.text ?? summary.undecided[0];
	const what =
		said.length > 0
			? said.join(', ')
			: changes.previousVerdict === undefined
				? 'still'
				: `was ${changes.previousVerdict.toUpperCase()}`;
	return shorten(
		visibleLine(
			`${tool.name}: ${summary.verdict.toUpperCase()} on ${node.name}: ${what}${first === undefined ? '' : `: ${first}`}`,
		),
		mostSubject,
	);
};

/** One line for each finding that is gone. */
export const fixedLines = ({fixed}: Changes): readonly string[] =>
	fixed.map(
		({check, text, since}) => `FIXED     ${visibleLine(text)}  ${check} (was there since ${minute(since)})`,
	);

/** Since when a finding is known, and whether it is new to whoever reads this. */
export const sinceText = (
	{since, fingerprint}: Finding,
	changes: Changes | undefined,
): string | undefined => {
	if (since === undefined) {
		return undefined;
	}
	const mark = changes?.new.includes(fingerprint)
		? ' (new)'
		: changes?.changed.includes(fingerprint)
			? ' (changed)'
			: '';
	return `${minute(since)}${mark}`;
};

/** `2026-11-22 03:10 UTC` */
export const minute = (time: string): string => `${visibleLine(time).slice(0, 16).replace('T', ' ')} UTC`;
