import type {FindingDetails} from '../core/check.ts';
import type {Environment, IpFamily} from '../core/environment.ts';
import type {FelixComponent, FelixReport} from '../parsers/felix-health.ts';
import type {HealthAnswer} from '../parsers/health-answer.ts';
import type {ContainerLog} from './container-logs.ts';
import {decisiveLines} from './decisive-lines.ts';
import type {ContainerRun, PodRun} from './pod-run.ts';
import {thisNode} from './this-node.ts';

export type FelixHealth = HealthAnswer & {
	/** Empty where an old Felix gives no table. */
	readonly components: readonly FelixComponent[];
	/** What Felix never says: another program answers there. */
	readonly isForeign?: true;
};

export interface FelixSituation {
	readonly health: {readonly liveness: FelixHealth; readonly readiness: FelixHealth};
	/** calico-node; absent where it has no such container. */
	readonly run: ContainerRun | undefined;
	readonly families: readonly IpFamily[] | undefined;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/** What Felix says against itself; `of` is the endpoint that said it. */
export type FelixFault = {readonly of: '/liveness' | '/readiness'; readonly excerpt: string} & (
	| {readonly kind: 'refused'; readonly minutes: number}
	| {readonly kind: 'foreign'; readonly status: number}
	| {readonly kind: 'notLive' | 'notReady'; readonly components: string}
);

/** Felix needs time to read the whole cluster before it calls itself ready. */
const startsWithin = 3 * 60_000;

const isBad = (report: FelixReport): boolean => report === 'bad' || report === 'timed-out';

const named = (components: readonly FelixComponent[], status: number): string =>
	components
		.map(({component, detail}) => (detail === '' ? component : `${component} (${detail})`))
		.join(', ') || `HTTP ${status}`;

const isTable = (body: string): boolean => /^\s*\+-|\|\s*COMPONENT\s*\|/.test(body);

/** The status, and the rows of the table that say no, or what there is instead. */
const shown = ({status, body}: {readonly status: number; readonly body: string}): string => {
	const rows = body.split('\n').filter(row => /reporting non-|timed out/.test(row));
	const [first = ''] = body.trim().split('\n');
	return [`HTTP ${status}`, ...(isTable(body) ? rows : [first.slice(0, 120)])].join('\n').trim();
};

/** A calico-node that does not run, or has only just started, is judged by its container. */
export const felixFaultOf = ({health, run, families, now}: FelixSituation): FelixFault | undefined => {
	const {liveness, readiness} = health;
	// Whoever has the port, the kubelet ends calico-node over and over.
	if (liveness.isForeign && liveness.state !== 'refused') {
		return {kind: 'foreign', status: liveness.status, of: '/liveness', excerpt: shown(liveness)};
	}
	if (run?.state !== 'running' || now - run.createdAt < startsWithin) {
		return undefined;
	}
	if (liveness.state === 'refused') {
		// With IPv6 only, localhost is ::1, where nobody has asked.
		return families?.includes('ipv4') === false
			? undefined
			: {
					kind: 'refused',
					minutes: Math.floor((now - run.createdAt) / 60_000),
					of: '/liveness',
					excerpt: liveness.detail,
				};
	}
	if (liveness.state === 'unhealthy') {
		const bad = liveness.components.filter(component => isBad(component.liveness));
		return {
			kind: 'notLive',
			components: named(bad, liveness.status),
			of: '/liveness',
			excerpt: shown(liveness),
		};
	}
	if (readiness.state === 'unhealthy') {
		const bad = readiness.components.filter(component => isBad(component.readiness));
		const components = named(bad, readiness.status);
		return {kind: 'notReady', components, of: '/readiness', excerpt: shown(readiness)};
	}
	return undefined;
};

/** What the log of a run that goes on says of its trouble. */
const logOfRun = (
	run: ContainerRun,
	logs: readonly ContainerLog[],
): {of: string; excerpt: string} | undefined => {
	const log = logs.find(({container, attempt}) => container === run.name && attempt === run.attempt);
	return log === undefined || log.lines.length === 0
		? undefined
		: {of: log.path, excerpt: decisiveLines(log.lines)};
};

export interface FelixEvidence {
	readonly health: FelixSituation['health'];
	/** The pod of calico-node. */
	readonly pod: PodRun | undefined;
	readonly logs: readonly ContainerLog[] | undefined;
	readonly now: number;
}

/** The fault of Felix, ready to be said of `health` and `logs`. */
export const felixReportOf = (
	{health, pod, logs = [], now}: FelixEvidence,
	environment: Environment,
): {readonly fault: FelixFault; readonly details: FindingDetails<'health' | 'logs'>} | undefined => {
	const run = pod?.containers.find(({name}) => name === 'calico-node');
	const fault = felixFaultOf({health, run, now, families: environment.families.value});
	if (fault === undefined) {
		return undefined;
	}
	const {of, excerpt} = fault;
	const log = run && logOfRun(run, logs);
	return {
		fault,
		details: {
			evidence: [
				{from: 'health', of, excerpt},
				...(log === undefined ? [] : [{from: 'logs' as const, ...log}]),
			],
			affects: [thisNode(environment)],
		},
	};
};
