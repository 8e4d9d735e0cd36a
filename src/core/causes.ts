import type {AnyCheck, Severity} from './check.ts';
import {compareSeverity, subjectKey} from './evaluate.ts';
import type {Cause, Finding, Outcome} from './report.ts';

/** Message ids and probe patterns that each message explains, as `group/check#message`. */
export type Explanations = ReadonlyMap<string, readonly string[]>;

/** The `explains` of all checks by `group/check#message`. */
export const explanationsOf = (checks: readonly AnyCheck[]): Explanations =>
	new Map(
		checks.flatMap(check =>
			Object.entries(check.messages).map(
				([message, {explains = []}]) => [`${check.id}#${message}`, explains] as const,
			),
		),
	);

const idOf = (finding: Finding): string => `${finding.check}#${finding.message}`;

/**
 * Folds findings under what explains them. F explains G when G's message is among those that F's message explains
 * and G's subject (or something it is about) is affected by F; this node, when affected, is everything.
 * @returns the root findings, those that rank and explain most first
 */
export const orderCauses = (
	findings: readonly Finding[],
	outcomes: readonly Outcome[],
	explanations: Explanations,
	nodeName: string,
): readonly Cause[] => {
	const bySeverity = findings.toSorted((one, other) => compareSeverity(other.severity, one.severity));
	const explainers = new Map(
		findings.map(effect => [
			effect,
			bySeverity.filter(cause => cause !== effect && explains(cause, effect, explanations, nodeName)),
		]),
	);
	const effects = new Map<Finding, Finding[]>();
	for (const finding of findings) {
		const root = rootOf(finding, explainers);
		if (root !== finding) {
			const others = (explainers.get(finding) ?? []).slice(1).map(({fingerprint}) => fingerprint);
			const effect = others.length === 0 ? finding : {...finding, explainedBy: others};
			effects.set(root, [...(effects.get(root) ?? []), effect]);
		}
	}
	return findings
		.filter(finding => explainers.get(finding)?.length === 0)
		.map(finding => {
			const explained = effects.get(finding) ?? [];
			return {
				finding,
				explains: explained,
				hides: hiddenBy([finding, ...explained], outcomes, explanations),
				rank: highestOf([finding, ...explained]),
			};
		})
		.sort(compareCauses);
};

const explains = (cause: Finding, effect: Finding, explanations: Explanations, nodeName: string): boolean => {
	const ids = explanations.get(idOf(cause)) ?? [];
	if (!ids.includes(idOf(effect)) && !ids.includes(effect.check)) {
		return false;
	}
	const affected = new Set(cause.affects.map(subjectKey));
	return (
		affected.has(`Node/${nodeName}`) ||
		[effect.subject, ...effect.about].some(subject => affected.has(subjectKey(subject)))
	);
};

/** The first finding, in report order, at the end of the chain. Chains end: explanations are acyclic over messages. */
const rootOf = (finding: Finding, explainers: ReadonlyMap<Finding, readonly Finding[]>): Finding => {
	let root = finding;
	for (let next = explainers.get(root)?.[0]; next !== undefined; next = explainers.get(root)?.[0]) {
		root = next;
	}
	return root;
};

/** Outcomes that are unknown because a probe failed that one of these findings explains. */
const hiddenBy = (
	findings: readonly Finding[],
	outcomes: readonly Outcome[],
	explanations: Explanations,
): readonly string[] => {
	const patterns = findings
		.flatMap(finding => explanations.get(idOf(finding)) ?? [])
		.filter(pattern => !pattern.includes('/'));
	const isHidden = (probe: string): boolean =>
		patterns.some(pattern =>
			pattern.endsWith('*') ? probe.startsWith(pattern.slice(0, -1)) : probe === pattern,
		);
	return outcomes.flatMap(outcome =>
		outcome.status === 'unknown' && outcome.probe !== undefined && isHidden(outcome.probe)
			? [outcome.check]
			: [],
	);
};

const highestOf = (findings: readonly Finding[]): Severity =>
	findings
		.map(({severity}) => severity)
		.reduce((highest, severity) => (compareSeverity(severity, highest) > 0 ? severity : highest), 'info');

/** Catalogue order decides between equals: `sort` is stable. */
const compareCauses = (one: Cause, other: Cause): number =>
	compareSeverity(other.rank, one.rank) ||
	compareSeverity(other.finding.severity, one.finding.severity) ||
	other.explains.length - one.explains.length;
