import type {FindingDetails} from '../core/check.ts';
import type {ContainerLog} from './container-logs.ts';
import {decisiveLines} from './decisive-lines.ts';
import {listAll} from './list-names.ts';
import {type ContainerRun, judgeRun, type PodRun} from './pod-run.ts';

/** What is wrong with a pod of the CNI; `how` reads like `exit code 1 (Error), 12 restarts`. */
export type PodFault =
	| {
			readonly kind: 'initFailed' | 'crashing' | 'stopped' | 'ended';
			readonly run: ContainerRun;
			readonly how: string;
	  }
	| {
			readonly kind: 'notStarted';
			readonly missing: readonly [string, ...string[]];
			readonly minutes: number;
			/** The containers that the pod does have. */
			readonly others: string;
	  };

const minute = 60_000;

const howEnded = ({attempt, end, previousEnd}: ContainerRun): string => {
	const {exitCode, reason, refusal} = end ?? previousEnd ?? {};
	const code = exitCode === undefined ? 'exit code unknown' : `exit code ${exitCode}`;
	const why = [reason, refusal].filter(Boolean).join(': ');
	return `${code}${why && ` (${why})`}, ${attempt} ${attempt === 1 ? 'restart' : 'restarts'}`;
};

/** Init containers run before all others, so that one of those tells that they are done. */
const failedInit = ({containers}: PodRun, main: readonly string[]): ContainerRun | undefined =>
	containers.some(({name}) => main.includes(name))
		? undefined
		: containers.find(({state, end}) => state === 'exited' && (end?.exitCode ?? 0) !== 0);

const notStarted = (pod: PodRun, main: readonly string[], now: number): readonly PodFault[] => {
	const [first, ...more] = main.filter(name => pod.containers.every(run => run.name !== name));
	const age = now - pod.createdAt;
	const others = pod.containers.map(({name, state}) => `${name} ${state}`).join(', ') || 'no container';
	return first === undefined || age <= 5 * minute
		? []
		: [{kind: 'notStarted', missing: [first, ...more], minutes: Math.floor(age / minute), others}];
};

/** Faults of a pod whose containers in `main` are meant to run for ever; `now` is in milliseconds. */
export const podFaultsOf = (
	pod: PodRun | undefined,
	main: readonly string[],
	now: number,
): readonly PodFault[] => {
	if (pod === undefined || !pod.isReady) {
		return [];
	}
	const failed = failedInit(pod, main);
	if (failed !== undefined) {
		return [{kind: 'initFailed', run: failed, how: howEnded(failed)}];
	}
	const ended = pod.containers
		.filter(({name}) => main.includes(name))
		.flatMap((run): readonly PodFault[] => {
			const verdict = judgeRun(run, pod.createdAt, now);
			return verdict === 'crashing' || verdict === 'stopped' || verdict === 'ended'
				? [{kind: verdict, run, how: howEnded(run)}]
				: [];
		});
	return [...notStarted(pod, main, now), ...ended];
};

/** What the log says of the run that ended: its place and its decisive lines. */
const logOfEnd = (
	{name, attempt, state}: ContainerRun,
	logs: readonly ContainerLog[] = [],
): {readonly of: string; readonly excerpt: string} | undefined => {
	const ended = state === 'running' ? attempt - 1 : attempt;
	const log = logs.find(entry => entry.container === name && entry.attempt === ended);
	return log === undefined || log.lines.length === 0
		? undefined
		: {of: log.path, excerpt: decisiveLines(log.lines)};
};

const lastOf = (excerpt: string): string => excerpt.slice(excerpt.lastIndexOf('\n') + 1);

/** `; it says: …` with the last telling line of the run that ended; empty where its log is not known. */
export const lastWordsOf = (run: ContainerRun, logs: readonly ContainerLog[] | undefined): string => {
	const log = logOfEnd(run, logs);
	return log === undefined ? '' : `; it says: ${lastOf(log.excerpt)}`;
};

/** What an init container cannot do by itself. */
export const whereDenied = {
	text: 'If it says "Permission denied" or "Read-only file system": getenforce; ausearch -m avc -ts recent; findmnt -T /opt/cni/bin -T /etc/cni/net.d: SELinux forbids it (install rke2-selinux, or see whether the policy fits the release), or the file system is mounted read-only or noexec. "attr/keycreate: invalid argument": the loaded policy does not know the type that the pod asks for, such as spc_t: install container-selinux and rke2-selinux, and reboot',
} as const;

/** What it cannot write over. */
export const whereLinkedAway = {
	text: 'If it says "no such file or directory" of a plugin in /host/opt/cni/bin: ls -la /opt/cni /opt/cni/bin: a link with an absolute path leads into the container there, and to nothing. Remove that link; the pod installs the plugin itself',
	changes: 'node',
} as const;

/** What a check says of a container of the CNI's pod; `name` is the container's. */
export type ContainerReport<Source extends string> = {
	readonly name: string;
	readonly evidence: FindingDetails<Source>['evidence'];
} & (
	| {
			readonly kind: 'initFailed' | 'crashing' | 'stopped' | 'ended';
			readonly data: {readonly container: string; readonly how: string};
			/** Ended by the kernel because memory ran out; again and again where it crashes. */
			readonly isKilled: boolean;
	  }
	| {readonly kind: 'notStarted'; readonly data: {readonly container: string; readonly minutes: number}}
);

/** The faults of a pod, ready to be said: `from` names the evidence that shows the pod, `logs` that of its logs. */
export const containerReportsOf = <const Source extends string>(
	from: Source,
	main: readonly string[],
	{pod, now, logs}: {pod: PodRun | undefined; now: number; logs: readonly ContainerLog[] | undefined},
): readonly ContainerReport<Source | 'logs'>[] =>
	podFaultsOf(pod, main, now).map(fault => {
		const of = 'crictl ps -a -o json';
		if (fault.kind === 'notStarted') {
			const {kind, missing, minutes, others} = fault;
			const evidence = [{from, of, excerpt: `${pod?.name}: ${others}`}] as const;
			return {kind, name: missing[0], data: {container: listAll(missing), minutes}, evidence};
		}
		const {kind, run, how} = fault;
		const {name, state} = run;
		const log = logOfEnd(run, logs);
		return {
			kind,
			name,
			data: {container: name, how: `${how}${lastWordsOf(run, logs)}`},
			isKilled:
				(kind === 'crashing' || kind === 'stopped') && (run.end ?? run.previousEnd)?.reason === 'OOMKilled',
			evidence: [
				{from, of, excerpt: `${name} ${state}: ${how}`},
				...(log === undefined ? [] : [{from: 'logs' as const, ...log}]),
			],
		};
	});
