import type {Severity, Step, Subject} from './check.ts';
import type {Environment} from './environment.ts';
import type {Reason} from './request.ts';

export const schemaVersion = '1.1.0';

export type Verdict = 'ok' | 'warning' | 'critical' | 'undecided';

export interface Excerpt {
	/** The request, as the command an operator would type. */
	readonly read: string;
	readonly excerpt: string;
	readonly truncated?: true;
}

export interface GuideLink {
	readonly title: string;
	readonly url: string;
}

export interface Finding {
	readonly check: string;
	readonly message: string;
	readonly severity: Severity;
	readonly text: string;
	readonly data: Readonly<Record<string, string | number>>;
	readonly subject: Subject;
	readonly about: readonly Subject[];
	readonly affects: readonly Subject[];
	readonly evidence: readonly Excerpt[];
	readonly guide: {readonly steps: readonly Step[]; readonly links: readonly GuideLink[]};
	/** Of check, message and subject; the same in every run as long as the same thing is wrong. */
	readonly fingerprint: string;
	/** ISO 8601: when a scheduled run saw it first; only where scheduled runs remember. */
	readonly since?: string;
	/** Fingerprints of further findings that explain this one, besides the cause it is folded under. */
	readonly explainedBy?: readonly string[];
}

/** What a check came to. The last two are never shown as failed. */
export type Outcome = {readonly check: string; readonly title: string} & (
	| {readonly status: 'passed'}
	| {
			readonly status: 'failed';
			readonly findings: readonly Finding[];
			/** There were more; `total` counts them all. */
			readonly truncated?: true;
			readonly total?: number;
	  }
	| {readonly status: 'not-applicable'; readonly why: string}
	| {
			readonly status: 'unknown';
			readonly reason: Reason | 'undecided';
			readonly why: string;
			/** The probe that gave nothing. */
			readonly probe?: string;
	  }
	/** The check itself broke; what it had found before is kept. */
	| {readonly status: 'error'; readonly why: string; readonly findings: readonly Finding[]}
);
export type OutcomeStatus = Outcome['status'];

/** A finding that no other explains, with those it explains. */
export interface Cause {
	readonly finding: Finding;
	readonly explains: readonly Finding[];
	/** Outcomes that are unknown because of this. */
	readonly hides: readonly string[];
	/** The highest severity among itself and what it explains. */
	readonly rank: Severity;
}

/** A read that gave nothing, once per probe. */
export interface Unread {
	readonly probe: string;
	readonly reason: Reason;
	readonly detail: string;
	readonly essential?: true;
}

export interface Summary {
	readonly verdict: Verdict;
	readonly exitCode: 0 | 1 | 2 | 3;
	/** Why the verdict is undecided, or why it might be. */
	readonly undecided: readonly string[];
	readonly outcomes: Readonly<Record<OutcomeStatus, number>>;
	readonly findings: Readonly<Record<Severity, number>>;
	readonly explained: number;
}

/** A finding that scheduled runs remember. */
export interface KnownFinding {
	readonly fingerprint: string;
	readonly check: string;
	readonly severity: Severity;
	readonly text: string;
	/** ISO 8601. */
	readonly since: string;
}

/** What is different from the scheduled run before; only causes count, not what they explain. */
export interface Changes {
	readonly previousRunAt?: string;
	/** Where the verdict was another one. */
	readonly previousVerdict?: Verdict;
	/** Fingerprints of causes that no earlier run knew. */
	readonly new: readonly string[];
	/** Fingerprints of causes that rank otherwise, or were explained by another one before. */
	readonly changed: readonly string[];
	/** Gone: their check looked and did not find them any more. */
	readonly fixed: readonly KnownFinding[];
}

/** Everything a run found out. Plain JSON; every format is rendered from it. */
export interface Report {
	readonly schemaVersion: string;
	readonly tool: {readonly name: string; readonly version: string; readonly rules: string};
	readonly runId: string;
	readonly startedAt: string;
	readonly finishedAt: string;
	readonly durationMs: number;
	readonly origin: string;
	/** False when the deadline or a signal ended the run early. */
	readonly complete: boolean;
	readonly node: {
		readonly name: string;
		readonly role?: string;
		readonly rke2Version?: string;
		readonly os: string;
		readonly kernel: string;
		readonly architecture: string;
	};
	readonly environment: Environment;
	/** In the order of the catalogue. */
	readonly outcomes: readonly Outcome[];
	/** The most likely first. */
	readonly causes: readonly Cause[];
	readonly unread: readonly Unread[];
	readonly summary: Summary;
	/** Of scheduled runs. */
	readonly changes?: Changes;
}
