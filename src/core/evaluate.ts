import {judgeApplicability} from './applicability.ts';
import type {AnyCheck, Draft, Severity, Subject} from './check.ts';
import type {Cni, Environment} from './environment.ts';
import {type Evidence, onlyOnServers} from './evidence.ts';
import {cut, fillIn, quoted} from './message-text.ts';
import type {Excerpt, Finding, GuideLink, Outcome} from './report.ts';

const defaultDataDirectory = '/var/lib/rancher/rke2';
/** Characters of one excerpt; what is longer is cut and marked. */
const excerptLimit = 600;
/** Findings of one check; further ones are only counted. */
const findingLimit = 50;

export interface Evaluation {
	readonly environment: Environment;
	readonly evidence: ReadonlyMap<string, Evidence<unknown>>;
	readonly links: (id: string) => GuideLink;
}

/** Runs one check on what was collected. Never throws: a check that breaks is an `error` and keeps what it had found. */
export const evaluateCheck = (check: AnyCheck, evaluation: Evaluation): Outcome => {
	const {id, title} = check;
	const applicability = judgeApplicability(check.when, evaluation.environment);
	if (applicability.applies === false) {
		return {check: id, title, status: 'not-applicable', why: applicability.why};
	}
	if (applicability.applies === 'undecided') {
		return {check: id, title, status: 'unknown', reason: 'undecided', why: applicability.why};
	}
	const values: Record<string, unknown> = {};
	for (const [name, probe] of Object.entries(check.needs)) {
		const evidence = evaluation.evidence.get(probe);
		if (evidence === undefined || !evidence.ok) {
			const missing = {reason: 'dependency', detail: 'there is no such probe', probe} as const;
			const {reason, detail, probe: failed} = evidence ?? missing;
			if (detail === onlyOnServers) {
				return {check: id, title, status: 'not-applicable', why: `${failed}: ${detail}`};
			}
			return {check: id, title, status: 'unknown', reason, why: `${failed}: ${detail}`, probe: failed};
		}
		values[name] = evidence.value;
	}
	for (const [name, probe] of Object.entries(check.wants ?? {})) {
		const evidence = evaluation.evidence.get(probe);
		values[name] = evidence?.ok ? evidence.value : undefined;
	}
	return runCheck(check, values, evaluation);
};

const runCheck = (check: AnyCheck, values: Record<string, unknown>, evaluation: Evaluation): Outcome => {
	const {id, title} = check;
	const findings: Finding[] = [];
	let total = 0;
	const finding = (
		message: string,
		data: Draft['data'],
		subject: Subject,
		details: Draft['details'],
	): Draft => ({message, data, subject, details});
	try {
		for (const draft of check.run(values as never, {
			finding: finding as never,
			environment: evaluation.environment,
		})) {
			total += 1;
			if (total <= findingLimit) {
				findings.push(completeFinding(check, draft, evaluation));
			}
		}
	} catch (error) {
		return {check: id, title, status: 'error', why: (error as Error).message, findings};
	}
	return findings.length === 0
		? {check: id, title, status: 'passed'}
		: {
				check: id,
				title,
				status: 'failed',
				findings,
				...(total > findings.length && {truncated: true, total}),
			};
};

const completeFinding = (check: AnyCheck, draft: Draft, evaluation: Evaluation): Finding => {
	const message = check.messages[draft.message];
	if (message === undefined) {
		throw new Error(`expected a message of ${check.id}, got "${draft.message}"`);
	}
	const about = draft.details.about ?? [];
	return {
		check: check.id,
		message: draft.message,
		severity: message.severity,
		text: fillIn(message.text, draft.data),
		data: Object.fromEntries(Object.entries(draft.data).map(([name, value]) => [name, cut(value)])),
		subject: draft.subject,
		about,
		affects: draft.details.affects ?? [draft.subject, ...about],
		evidence: draft.details.evidence.map(citation => excerptOf(check, citation, evaluation)),
		guide: {
			steps: message.guide.steps.map(step => ({
				...step,
				text: inDataDirectory(fillIn(step.text, draft.data, quoted), evaluation.environment),
			})),
			links: linksFor(message.guide.links, evaluation.environment).map(evaluation.links),
		},
		fingerprint: `${check.id}#${draft.message} ${subjectKey(draft.subject)}`,
	};
};

/** Whose guides help with a CNI; those of other projects are about another overlay. Canal is made of both. */
const projects: Readonly<Partial<Record<Cni, readonly string[]>>> = {
	canal: ['flannel', 'calico'],
	flannel: ['flannel'],
	calico: ['calico'],
	cilium: ['cilium'],
};

/** A message that several CNIs share names the guides of each; all of them where none is about this CNI. */
const linksFor = (links: readonly string[], {cni}: Environment): readonly string[] => {
	const own = cni.value === undefined ? undefined : projects[cni.value];
	const helpful = links.filter(id => {
		const [project = ''] = id.split('/');
		return own === undefined || own.includes(project) || !['flannel', 'calico', 'cilium'].includes(project);
	});
	return helpful.length === 0 ? links : helpful;
};

/** Steps name files by RKE2's default; on this node they may lie elsewhere. */
const inDataDirectory = (text: string, {dataDirectory}: Environment): string =>
	text.replaceAll(defaultDataDirectory, dataDirectory.value ?? defaultDataDirectory);

/** `Interface/flannel.1`, `Pod/kube-system/rke2-coredns`. */
export const subjectKey = ({kind, namespace, name}: Subject): string =>
	namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;

const excerptOf = (
	check: AnyCheck,
	citation: Draft['details']['evidence'][number],
	evaluation: Evaluation,
): Excerpt => {
	const {excerpt} = citation;
	const read = sourceOf(check, citation, evaluation);
	return excerpt.length > excerptLimit
		? {read, excerpt: excerpt.slice(0, excerptLimit), truncated: true}
		: {read, excerpt};
};

const sourceOf = (
	check: AnyCheck,
	{from, of}: Draft['details']['evidence'][number],
	evaluation: Evaluation,
): string => {
	if (from === 'environment') {
		return of ?? 'detection';
	}
	const probe = check.needs[from] ?? check.wants?.[from];
	const sources = (probe === undefined ? undefined : evaluation.evidence.get(probe))?.sources ?? [];
	return sources.find(source => of !== undefined && source.includes(of)) ?? of ?? sources[0] ?? from;
};

const severities: readonly Severity[] = ['info', 'warning', 'critical'];

/** Positive when the first is more severe. */
export const compareSeverity = (one: Severity, other: Severity): number =>
	severities.indexOf(one) - severities.indexOf(other);
