import {isNotRecorded, textIfFound} from '../core/evidence.ts';
import {command, type Reply, type Request} from '../core/request.ts';
import {
	type Container,
	type ContainerStatus,
	type PodSandbox,
	parseCrictlInspect,
} from '../parsers/crictl.ts';

/** A container of a pod, with how it ended where it did. */
export interface ContainerRun {
	readonly name: string;
	readonly id: string;
	/** How often it was started again. */
	readonly attempt: number;
	readonly state: Container['state'];
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
	readonly end?: ContainerEnd;
	/** The run before, as long as containerd keeps it. */
	readonly previousEnd?: ContainerEnd;
	/** A bundle made by hand holds the lists, and for no container of this pod how it ended. */
	readonly isUntold?: true;
}

export interface ContainerEnd {
	readonly exitCode?: number;
	/** Error, Completed, OOMKilled … */
	readonly reason?: string;
	/** Why the runtime could not start it, in its own words. */
	readonly refusal?: string;
	/** Milliseconds since the epoch. */
	readonly startedAt?: number;
	readonly finishedAt?: number;
}

/** A pod of this node by what its newest sandbox runs. */
export interface PodRun {
	readonly name: string;
	readonly namespace: string;
	readonly uid: string;
	readonly isReady: boolean;
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
	/** The latest run of each container, init containers included. */
	readonly containers: readonly ContainerRun[];
}

/** Containers of the newest of these sandboxes, the latest run of each name first. */
const runsIn = (sandbox: PodSandbox, containers: readonly Container[]): readonly Container[] =>
	containers
		.filter(({sandboxId}) => sandboxId === sandbox.id)
		.toSorted((one, other) => other.attempt - one.attempt || other.createdAt - one.createdAt);

const newestSandbox = (sandboxes: readonly PodSandbox[]): PodSandbox | undefined =>
	sandboxes.toSorted((one, other) => other.createdAt - one.createdAt)[0];

/**
 * Ids of the containers whose end is worth asking for: those that do not run, and the run before of those that were
 * restarted. Init containers have done their work once one of the `main` containers exists.
 */
const endedContainers = (
	sandbox: PodSandbox,
	containers: readonly Container[],
	main: readonly string[],
): readonly string[] => {
	const runs = runsIn(sandbox, containers);
	const hasMain = runs.some(({name}) => main.includes(name));
	return runs
		.filter(({name, state}) => state === 'exited' && (!hasMain || main.includes(name)))
		.filter(({name}, index, ended) => ended.findIndex(other => other.name === name) === index)
		.map(({id}) => id);
};

/** Without the layers of containerd and runc around it. */
const refusalIn = (message = ''): string =>
	message
		.replace(
			/^(?:(?:failed to (?:create|start) \w+(?: \w+)?|OCI runtime create failed|runc create failed|unable to start container process|error during container init): )+/,
			'',
		)
		.replace(/: unknown$/, '');

const endOf = (status: ContainerStatus | undefined): ContainerEnd | undefined =>
	status?.state === 'exited'
		? {
				...(status.exitCode !== undefined && {exitCode: status.exitCode}),
				...(status.reason !== undefined && {reason: status.reason}),
				...(status.reason === 'StartError' && {refusal: refusalIn(status.message)}),
				...(status.startedAt !== undefined && {startedAt: status.startedAt}),
				...(status.finishedAt !== undefined && {finishedAt: status.finishedAt}),
			}
		: undefined;

/** Joins sandbox, containers and what `crictl inspect` told of those that ended. */
const podRunOf = (
	sandbox: PodSandbox,
	containers: readonly Container[],
	statuses: readonly ContainerStatus[],
	isUntold: boolean,
): PodRun => {
	const runs = runsIn(sandbox, containers);
	const latest = runs.filter(({name}, index) => runs.findIndex(other => other.name === name) === index);
	return {
		name: sandbox.name,
		namespace: sandbox.namespace,
		uid: sandbox.uid,
		isReady: sandbox.isReady,
		createdAt: sandbox.createdAt,
		containers: latest.map(({name, id, attempt, state, createdAt}) => {
			const end = endOf(statuses.find(status => status.id === id));
			const before = runs.find(run => run.name === name && run.id !== id);
			const previousEnd = endOf(statuses.find(status => status.id === before?.id));
			return {
				...{name, id, attempt, state, createdAt},
				...(end !== undefined && {end}),
				...(previousEnd !== undefined && {previousEnd}),
				...(isUntold && {isUntold}),
			};
		}),
	};
};

/** Which pod of this node, and its containers that are meant to run for ever. */
export interface PodSelection {
	readonly namespace: string;
	/** The label `k8s-app`, or `app` or `component` where the pod has that; one of them where several are named. */
	readonly app: string | readonly string[];
	/** Where pods of different kinds share their labels. */
	readonly podName?: RegExp;
	readonly main: readonly string[];
}

/** What containerd holds of this node's pods. */
export interface PodLists {
	readonly pods: readonly PodSandbox[];
	readonly containers: readonly Container[];
}

const selectedSandbox = (
	{namespace, app, podName = /./}: PodSelection,
	pods: readonly PodSandbox[],
): PodSandbox | undefined =>
	newestSandbox(
		pods.filter(
			pod =>
				pod.namespace === namespace &&
				[app].flat().includes(pod.labels['k8s-app'] ?? pod.labels.app ?? pod.labels.component ?? '') &&
				podName.test(pod.name),
		),
	);

/** Asks how the containers of the selected pod ended that do not run. */
export const podRunRequests = (selection: PodSelection, {pods, containers}: PodLists): readonly Request[] => {
	const sandbox = selectedSandbox(selection, pods);
	return sandbox === undefined
		? []
		: endedContainers(sandbox, containers, selection.main).map(id => command('crictl', 'inspect', id));
};

/** The selected pod, or nothing where this node has no such pod. */
export const selectedPodRun = (
	selection: PodSelection,
	{pods, containers}: PodLists,
	replies: readonly Reply[],
): {readonly pod?: PodRun} => {
	const sandbox = selectedSandbox(selection, pods);
	const statuses = replies.flatMap(reply => {
		// A container that was removed meanwhile is no reason to know nothing about the others.
		const text = reply.status === 'answered' ? textIfFound(reply) : undefined;
		return text === undefined ? [] : [parseCrictlInspect(text)];
	});
	const isUntold = replies.length > 0 && replies.every(isNotRecorded);
	return sandbox === undefined ? {} : {pod: podRunOf(sandbox, containers, statuses, isUntold)};
};

/**
 * `ended`: only just, which an upgrade or a single crash does too. `crashing`: again and again.
 * `stopped`: for longer than the kubelet waits before it starts a container again.
 */
export type RunVerdict = 'running' | 'starting' | 'ended' | 'crashing' | 'stopped';

const second = 1000;
const minute = 60 * second;
/** Doubled up to five minutes: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy */
const backOff = (attempt: number): number => Math.min(10 * second * 2 ** attempt, 5 * minute);

const livedShortly = (end: ContainerEnd | undefined): boolean =>
	end?.startedAt !== undefined &&
	end.finishedAt !== undefined &&
	end.finishedAt - end.startedAt < 10 * minute;

/**
 * How a container that is meant to run for ever does; `now` and `sandboxCreatedAt` are milliseconds. Attempts go on
 * counting over reboots, so that the first run in a sandbox says nothing about a loop.
 */
export const judgeRun = (run: ContainerRun, sandboxCreatedAt: number, now: number): RunVerdict => {
	const isRepeated = run.attempt >= 2 && run.createdAt - sandboxCreatedAt > 90 * second;
	switch (run.state) {
		case 'running': {
			const isYoung = now - run.createdAt < 6 * minute;
			return isRepeated && isYoung && livedShortly(run.previousEnd) ? 'crashing' : 'running';
		}
		case 'created':
			return now - run.createdAt > 5 * minute ? 'stopped' : 'starting';
		case 'exited': {
			const endedAgo = run.end?.finishedAt === undefined ? 0 : now - run.end.finishedAt;
			if (endedAgo > backOff(run.attempt) + minute) {
				return 'stopped';
			}
			// Where nobody can tell how and when it ended, that it is down after several starts is enough; on a node that was
			// only too slow to tell, the starts may be those after reboots.
			const isTold = run.end === undefined || livedShortly(run.end);
			const isDownAgain = run.isUntold === true && run.attempt >= 2 && now - sandboxCreatedAt > 5 * minute;
			return (isRepeated && isTold) || isDownAgain ? 'crashing' : 'ended';
		}
		case 'unknown':
			return 'running';
	}
};
