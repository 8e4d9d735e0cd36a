import {catalogue} from '../../src/catalogue.ts';
import {explanationsOf, orderCauses} from '../../src/core/causes.ts';
import type {Applicability} from '../../src/core/check.ts';
import type {Finding, Outcome, Report} from '../../src/core/report.ts';
import {findingsOf} from '../../src/core/verdict.ts';

/**
 * From a check to one entry of `explains`: `host/loopback > dns/endpoint-unreachable`.
 * Messages of one check that explain the same share an edge.
 */
export type Edge = string;

const explanations = explanationsOf(catalogue.checks);
const edgeOf = (message: string, entry: string): Edge => `${message.replace(/#.*$/, '')} > ${entry}`;
export const causeOf = (edge: Edge): string => edge.replace(/ > .*$/, '');
export const entryOf = (edge: Edge): string => edge.replace(/^.* > /, '');
/** Whether an entry of `explains` is a probe, whose unknown outcomes are hidden. */
export const isProbe = (entry: string): boolean => !entry.includes('/');

const messagesByEdge = new Map<Edge, readonly string[]>();
for (const [message, entries] of explanations) {
	for (const edge of entries.map(entry => edgeOf(message, entry))) {
		messagesByEdge.set(edge, [...messagesOf(edge), message]);
	}
}

/** Every edge of the catalogue. */
export const edges: readonly Edge[] = [...messagesByEdge.keys()].sort();

/** The messages of the check that the edge leaves which have it. */
export function messagesOf(edge: Edge): readonly string[] {
	return messagesByEdge.get(edge) ?? [];
}

/** The edges by which something in this report is folded or hidden. */
export const actingEdges = (report: Report): ReadonlySet<Edge> =>
	new Set(
		findingsOf(report.outcomes)
			.flatMap(({check, message}) =>
				(explanations.get(`${check}#${message}`) ?? []).map(entry => edgeOf(`${check}#${message}`, entry)),
			)
			.filter(edge => actsBetween(edge, report, report)),
	);

/** Whether a finding of the one report folds or hides something of the other, by this edge alone. */
export const actsBetween = (edge: Edge, causing: Report, affected: Report): boolean => {
	const messages = messagesOf(edge);
	const entry = entryOf(edge);
	const alone = new Map(messages.map(message => [message, [entry]]));
	const fold = (findings: readonly Finding[], outcomes: readonly Outcome[] = []) =>
		orderCauses(findings, outcomes, alone, causing.node.name);
	const causes = findingsOf(causing.outcomes).filter(finding => messages.includes(idOf(finding)));
	if (isProbe(entry)) {
		const unread = affected.outcomes.filter(isUnread);
		return causes.some(cause => fold([cause], unread).some(({hides}) => hides.length > 0));
	}
	const effects = findingsOf(affected.outcomes).filter(finding =>
		[finding.check, idOf(finding)].includes(entry),
	);
	return causes.some(cause => effects.some(effect => effect !== cause && fold([cause, effect]).length === 1));
};

const idOf = ({check, message}: Finding): string => `${check}#${message}`;

/** What the recorded node was never asked for is unknown whatever happens. */
const isUnread = (outcome: Outcome): boolean =>
	outcome.status === 'unknown' && outcome.reason !== 'not-recorded';

const applicability = new Map(catalogue.checks.map(({id, when = {}}) => [id, when]));

/** Whether one node can have findings of both checks. */
export const canMeet = (one: string, other: string): boolean => {
	const [first = {}, second = {}] = [applicability.get(one), applicability.get(other)];
	return (Object.keys(first) as (keyof Applicability)[]).every(key => {
		const [left, right] = [first[key], second[key]];
		return Array.isArray(left) && Array.isArray(right) && key !== 'rke2'
			? left.some(value => right.includes(value))
			: left === right || right === undefined || key === 'rke2';
	});
};
