import type {Severity} from '../core/check.ts';
import type {Changes, Finding, KnownFinding, Outcome, Report, Verdict} from '../core/report.ts';

/** A finding as earlier runs knew it. */
export interface Remembered extends KnownFinding {
	/** ISO 8601, of the last run that saw it. */
	readonly seenAt: string;
	/** Whether it was a cause then, or explained by one. */
	readonly isCause: boolean;
}

export interface HistoryEntry {
	readonly at: string;
	readonly event: 'new' | 'changed' | 'fixed';
	readonly check: string;
	readonly severity: Severity;
	readonly text: string;
}

/** What scheduled runs know of the runs before them. */
export interface State {
	readonly format: 1;
	readonly lastRunAt: string;
	readonly verdict: Verdict;
	/** When something was last said about this node. */
	readonly spokenAt?: string;
	readonly findings: readonly Remembered[];
	/** The latest last. */
	readonly history: readonly HistoryEntry[];
}

export interface Comparison {
	/** With what changed, and since when each finding is known. */
	readonly report: Report;
	readonly state: State;
	/** Something is new, changed or fixed, or it is time to remind of what stays broken. */
	readonly isWorthSaying: boolean;
}

const day = 24 * 60 * 60 * 1000;
/** What no run could look at for so long is forgotten. */
const rememberedDays = 30;
const mostFindings = 500;
const mostHistory = 200;
const mostText = 200;

/** What changed since the state was written; without a state, everything is new. */
export const compare = (previous: State | undefined, report: Report): Comparison => {
	const now = report.finishedAt;
	const known = new Map((previous?.findings ?? []).map(finding => [finding.fingerprint, finding]));
	const seen = findingsOf(report).map(
		([finding, severity, isCause]): Remembered => ({
			fingerprint: finding.fingerprint,
			check: finding.check,
			severity,
			text: finding.text.slice(0, mostText),
			since: known.get(finding.fingerprint)?.since ?? now,
			seenAt: now,
			isCause,
		}),
	);
	const changes = changesOf(previous, seen, report);
	const isWorthSaying = isChange(changes) || isReminderDue(previous, report);
	return {
		report: withSince(
			{...report, changes},
			new Map(seen.map(({fingerprint, since}) => [fingerprint, since])),
		),
		state: {
			format: 1,
			lastRunAt: now,
			verdict: report.summary.verdict,
			...((isWorthSaying || previous?.spokenAt !== undefined) && {
				spokenAt: isWorthSaying ? now : (previous?.spokenAt ?? now),
			}),
			findings: [...seen, ...notSeen(previous, seen, report)].slice(0, mostFindings),
			history: [...(previous?.history ?? []), ...historyOf(changes, seen, now)].slice(-mostHistory),
		},
		isWorthSaying,
	};
};

/** Every finding with the rank of its cause, and whether it is one. */
const findingsOf = ({causes}: Report): readonly (readonly [Finding, Severity, boolean])[] =>
	causes.flatMap(({finding, explains, rank}) => [
		[finding, rank, true] as const,
		...explains.map(effect => [effect, effect.severity, false] as const),
	]);

const changesOf = (previous: State | undefined, seen: readonly Remembered[], report: Report): Changes => {
	const known = new Map((previous?.findings ?? []).map(finding => [finding.fingerprint, finding]));
	const causes = seen.filter(({isCause}) => isCause);
	const isChanged = ({fingerprint, severity}: Remembered): boolean => {
		const before = known.get(fingerprint);
		return before !== undefined && (!before.isCause || before.severity !== severity);
	};
	const fixed = gone(previous, seen).filter(finding => finding.isCause && isFixed(finding, report.outcomes));
	const isOtherVerdict = previous !== undefined && previous.verdict !== report.summary.verdict;
	return {
		...(previous !== undefined && {previousRunAt: previous.lastRunAt}),
		...(isOtherVerdict && {previousVerdict: previous.verdict}),
		new: causes.filter(({fingerprint}) => !known.has(fingerprint)).map(({fingerprint}) => fingerprint),
		changed: causes.filter(isChanged).map(({fingerprint}) => fingerprint),
		fixed: fixed.map(({fingerprint, check, severity, text, since}) => ({
			fingerprint,
			check,
			severity,
			text,
			since,
		})),
	};
};

const gone = (previous: State | undefined, seen: readonly Remembered[]): readonly Remembered[] => {
	const fingerprints = new Set(seen.map(({fingerprint}) => fingerprint));
	return (previous?.findings ?? []).filter(({fingerprint}) => !fingerprints.has(fingerprint));
};

/**
 * Only when its check looked again: what could not be read, or was not asked for, is not seen and stays remembered.
 * A check that found something else looked too, unless it found more than it may say.
 */
const isFixed = ({check}: Remembered, outcomes: readonly Outcome[]): boolean => {
	const outcome = outcomes.find(candidate => candidate.check === check);
	return outcome?.status === 'passed' || (outcome?.status === 'failed' && outcome.truncated !== true);
};

const notSeen = (
	previous: State | undefined,
	seen: readonly Remembered[],
	{outcomes, finishedAt}: Report,
): readonly Remembered[] =>
	gone(previous, seen).filter(
		finding =>
			!isFixed(finding, outcomes) &&
			Date.parse(finishedAt) - Date.parse(finding.seenAt) < rememberedDays * day,
	);

const isChange = (changes: Changes): boolean =>
	changes.new.length + changes.changed.length + changes.fixed.length > 0 ||
	changes.previousVerdict !== undefined;

/** Once a day; also when the clock was set back, lest nothing be said for years. */
const isReminderDue = (previous: State | undefined, {summary, finishedAt}: Report): boolean => {
	if (summary.verdict === 'ok') {
		return false;
	}
	const spokenAt = previous?.spokenAt;
	return spokenAt === undefined || Math.abs(Date.parse(finishedAt) - Date.parse(spokenAt)) >= day;
};

const historyOf = (changes: Changes, seen: readonly Remembered[], at: string): readonly HistoryEntry[] => {
	const named = (event: 'new' | 'changed', fingerprints: readonly string[]): readonly HistoryEntry[] =>
		seen
			.filter(({fingerprint}) => fingerprints.includes(fingerprint))
			.map(({check, severity, text}) => ({at, event, check, severity, text}));
	return [
		...named('new', changes.new),
		...named('changed', changes.changed),
		...changes.fixed.map(({check, severity, text}) => ({at, event: 'fixed' as const, check, severity, text})),
	];
};

/** The report with the time since when each of its findings is known. */
export const withSince = (report: Report, since: ReadonlyMap<string, string>): Report => {
	const dated = (finding: Finding): Finding => {
		const known = since.get(finding.fingerprint);
		return known === undefined ? finding : {...finding, since: known};
	};
	return {
		...report,
		outcomes: report.outcomes.map(outcome =>
			'findings' in outcome ? {...outcome, findings: outcome.findings.map(dated)} : outcome,
		),
		causes: report.causes.map(cause => ({
			...cause,
			finding: dated(cause.finding),
			explains: cause.explains.map(dated),
		})),
	};
};
