import type {Severity} from './check.ts';
import {compareSeverity} from './evaluate.ts';
import type {Finding, Outcome, OutcomeStatus, Summary, Unread, Verdict} from './report.ts';

/** Exit codes of a verdict, the same in every format: Nagios' own, so that any monitoring understands them. */
const exitCodes = {ok: 0, warning: 1, critical: 2, undecided: 3} as const satisfies Record<Verdict, number>;

export interface Judged {
	readonly outcomes: readonly Outcome[];
	readonly unread: readonly Unread[];
	/** How many findings stand under another one. */
	readonly explained: number;
	/** Reasons besides outcomes and reads: no RKE2 node, run ended early. */
	readonly reasons: readonly string[];
}

export const findingsOf = (outcomes: readonly Outcome[]): readonly Finding[] =>
	outcomes.flatMap(outcome =>
		outcome.status === 'failed' || outcome.status === 'error' ? outcome.findings : [],
	);

/** Critical beats undecided, undecided beats warning: a run that could not look everywhere must not pass as a warning. */
export const summarise = ({outcomes, unread, explained, reasons}: Judged): Summary => {
	const findings = findingsOf(outcomes);
	const undecided = [
		...reasons,
		...outcomes.flatMap(outcome =>
			outcome.status === 'error' ? [`${outcome.check} broke: ${outcome.why}`] : [],
		),
		...unread.flatMap(({probe, reason, detail, essential}) =>
			essential === true && reason !== 'not-recorded' ? [`${probe}: ${detail}`] : [],
		),
	];
	const verdict = verdictOf(findings, undecided.length > 0);
	return {
		verdict,
		exitCode: exitCodes[verdict],
		undecided,
		outcomes: countOutcomes(outcomes),
		findings: countFindings(findings),
		explained,
	};
};

const verdictOf = (findings: readonly Finding[], isUndecided: boolean): Verdict => {
	const worst = findings.reduce<Severity>(
		(highest, {severity}) => (compareSeverity(severity, highest) > 0 ? severity : highest),
		'info',
	);
	if (worst === 'critical') {
		return 'critical';
	}
	if (isUndecided) {
		return 'undecided';
	}
	return worst === 'warning' ? 'warning' : 'ok';
};

const countOutcomes = (outcomes: readonly Outcome[]): Record<OutcomeStatus, number> => {
	const counts = {passed: 0, failed: 0, 'not-applicable': 0, unknown: 0, error: 0};
	for (const {status} of outcomes) {
		counts[status] += 1;
	}
	return counts;
};

const countFindings = (findings: readonly Finding[]): Record<Severity, number> => {
	const counts = {critical: 0, warning: 0, info: 0};
	for (const {severity} of findings) {
		counts[severity] += 1;
	}
	return counts;
};
