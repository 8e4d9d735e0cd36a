import {judgeApplicability} from './applicability.ts';
import {explanationsOf, orderCauses} from './causes.ts';
import type {AnyCheck} from './check.ts';
import {type CollectOptions, createCollector} from './collect.ts';
import type {Cni, Environment} from './environment.ts';
import {type Evaluation, evaluateCheck} from './evaluate.ts';
import type {Evidence} from './evidence.ts';
import type {Host} from './host.ts';
import type {AnyProbe, EvidenceOf, ProbeMap} from './probe.ts';
import {type GuideLink, type Report, schemaVersion, type Unread} from './report.ts';
import type {Reason, Request} from './request.ts';
import {findingsOf, summarise} from './verdict.ts';

/** Probes that tell what kind of node this is, and how to read their evidence. */
export interface Detector<Probes extends ProbeMap = ProbeMap> {
	readonly probes: Probes;
	readonly detect: (evidence: EvidenceOf<Probes>, choices?: Choices) => Environment;
}

/** What the user decided instead of leaving it to detection. */
export interface Choices {
	readonly cni?: Cni | undefined;
}

/** What can be looked at and judged: the built-in catalogue plus plugins. */
export interface Catalogue {
	readonly checks: readonly AnyCheck[];
	readonly probes: Readonly<Record<string, AnyProbe>>;
	readonly detector: Detector;
	readonly links: (id: string) => GuideLink;
	readonly tool: Report['tool'];
}

export interface DiagnoseOptions extends CollectOptions {
	readonly host: Host;
	readonly catalogue: Catalogue;
	/** Which checks to run; default all. */
	readonly select?: ((check: AnyCheck) => boolean) | undefined;
	/** Beats what detection would find. */
	readonly choices?: Choices | undefined;
	/** The host shows a recording that was ended early. */
	readonly isPartial?: boolean | undefined;
	/** Milliseconds since the epoch, and an id for this run. */
	readonly now: () => number;
	readonly runId: string;
}

/** The whole tool: detect → plan → collect → evaluate → order causes → report. Never rejects because of the node. */
export const diagnose = async (options: DiagnoseOptions): Promise<Report> => {
	const {host, catalogue, now} = options;
	const startedAt = now();
	const collector = createCollector(host, options);
	const checks = catalogue.checks.filter(options.select ?? (() => true));
	firstSamplesFor(checks, catalogue).forEach(collector.prefetch);
	const environment = catalogue.detector.detect(
		(await collector.evidenceOf(catalogue.detector.probes)) as EvidenceOf<ProbeMap>,
		options.choices,
	);
	const probes = probesFor(checks, catalogue, environment);
	const evidence = new Map<string, Evidence<unknown>>(
		await Promise.all(probes.map(async probe => [probe.id, await collector.evidence(probe)] as const)),
	);
	const complete = options.signal?.aborted !== true && options.isPartial !== true;
	const unread = unreadOf(await collector.results());
	return {
		...judge({catalogue, checks, environment, evidence, unread}, complete),
		schemaVersion,
		tool: catalogue.tool,
		runId: options.runId,
		startedAt: new Date(startedAt).toISOString(),
		finishedAt: new Date(now()).toISOString(),
		durationMs: Math.round(now() - startedAt),
		origin: host.origin,
		complete,
	};
};

/**
 * First samples of counters. Taken while it is still being found out what kind of node this is, so that the second
 * ones, half a second later, are not waited for.
 */
const firstSamplesFor = (checks: readonly AnyCheck[], catalogue: Catalogue): readonly Request[] =>
	probesNamedBy(checks, catalogue).flatMap(probe => {
		const isIndependent = probe.needs === undefined && probe.wants === undefined;
		const requests = isIndependent ? probe.requests({} as never, {} as never) : [];
		return requests.some(({sample}) => sample === 'last')
			? requests.filter(({sample}) => sample !== 'last')
			: [];
	});

/** The probes of every check that applies, once each. */
const probesFor = (
	checks: readonly AnyCheck[],
	catalogue: Catalogue,
	environment: Environment,
): readonly AnyProbe[] =>
	probesNamedBy(
		checks.filter(check => judgeApplicability(check.when, environment).applies === true),
		catalogue,
	);

const probesNamedBy = (checks: readonly AnyCheck[], catalogue: Catalogue): readonly AnyProbe[] => {
	const ids = new Set(
		checks.flatMap(({needs, wants = {}}) => [...Object.values(needs), ...Object.values(wants)]),
	);
	return [...ids].flatMap(id => catalogue.probes[id] ?? []);
};

interface Collected extends Omit<Evaluation, 'links'> {
	readonly unread: readonly Unread[];
	readonly catalogue: Catalogue;
	readonly checks: readonly AnyCheck[];
}

type Judgement = Pick<Report, 'node' | 'environment' | 'outcomes' | 'causes' | 'unread' | 'summary'>;

const judge = (collected: Collected, complete: boolean): Judgement => {
	const {catalogue, checks, environment, evidence} = collected;
	// Elsewhere there is nothing to read, and its absence decides nothing.
	const unread = environment.installation.value === 'rke2' ? collected.unread : [];
	const outcomes = checks.map(check => evaluateCheck(check, {environment, evidence, links: catalogue.links}));
	const name = environment.nodeName.value ?? 'this node';
	const causes = orderCauses(findingsOf(outcomes), outcomes, explanationsOf(checks), name);
	const reasons = [
		...(complete ? [] : ['the run ended before everything was read']),
		...notRke2(environment),
	];
	const explained = causes.reduce((sum, cause) => sum + cause.explains.length, 0);
	return {
		node: {
			name,
			...(environment.role.value !== undefined && {role: environment.role.value}),
			...(environment.rke2Version.value !== undefined && {rke2Version: environment.rke2Version.value}),
			...environment.system,
		},
		environment,
		outcomes,
		causes,
		unread,
		summary: summarise({outcomes, unread, explained, reasons}),
	};
};

/** Reasons that tell nothing of a read: it was wanting something else, out of place here, or made too early. */
const noFailures: readonly Reason[] = ['dependency', 'too-early'];

/** What failed itself: detection and nested needs included. */
const unreadOf = (results: ReadonlyMap<AnyProbe, Evidence<unknown>>): readonly Unread[] =>
	[...results].flatMap(([{id, essential}, result]) =>
		result.ok || result.probe !== id || noFailures.includes(result.reason)
			? []
			: [{probe: id, reason: result.reason, detail: result.detail, ...(essential && {essential})}],
	);

const notRke2 = ({installation, leftovers}: Environment): readonly string[] => {
	if (installation.value === 'rke2') {
		return [];
	}
	const left = leftovers.length === 0 ? '' : `; left over: ${leftovers.map(({says}) => says).join(', ')}`;
	return [`${noRke2Because(installation)}${left}`];
};

const noRke2Because = ({value, signals, undecided}: Environment['installation']): string => {
	if (value === 'k3s') {
		return `this is a K3s node, not an RKE2 node (${signals[0]?.says ?? 'k3s found'})`;
	}
	return value === 'none'
		? 'this is not an RKE2 node: neither an rke2 binary nor its unit nor its process'
		: (undecided ?? 'cannot tell whether this is an RKE2 node');
};
