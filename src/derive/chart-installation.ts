import type {KubePod} from '../parsers/kube-pod.ts';
import type {ContainerLog, LoggedPod} from './container-logs.ts';

/** https://github.com/k3s-io/helm-controller/blob/master/pkg/controllers/chart/chart.go */
export const chartLabel = 'helmcharts.helm.cattle.io/chart';

/** The charts that make the network. */
const networkCharts: ReadonlySet<string> = new Set(
	['canal', 'flannel', 'calico', 'calico-crd', 'cilium', 'multus', 'coredns'].map(name => `rke2-${name}`),
);

/** The pod that installs, upgrades or takes away a chart of the network, and does not get done. */
export interface StuckInstallation {
	/** No node takes it; its container does not start; it ends with an error again and again. */
	readonly kind: 'unplaced' | 'waiting' | 'failing';
	readonly chart: string;
	readonly pod: KubePod;
	/** In the words of the API. */
	readonly reason: string;
	readonly restarts: number;
}

/** A new server installs its charts before all of the API is there. */
const settlesWithin = 5 * 60_000;
const leastFailures = 3;

const stuck = (chart: string, pod: KubePod): StuckInstallation | undefined => {
	const {node, phase, conditions, containers = []} = pod;
	const [container] = containers;
	const restarts = container?.restarts ?? 0;
	const unplaced = conditions.find(({type, status}) => type === 'PodScheduled' && status === 'False');
	if (node === undefined && unplaced !== undefined) {
		const reason = unplaced.message ?? unplaced.reason ?? 'no reason given';
		return {kind: 'unplaced', chart, pod, restarts, reason};
	}
	const {exitCode, waiting} = container ?? {};
	if (phase === 'Failed' || (restarts >= leastFailures && exitCode !== undefined && exitCode !== 0)) {
		return {kind: 'failing', chart, pod, restarts, reason: `exit code ${exitCode ?? 'unknown'}`};
	}
	if (
		waiting !== undefined &&
		restarts === 0 &&
		!/^(?:ContainerCreating|PodInitializing)$/.test(waiting.reason)
	) {
		const reason = [waiting.reason, waiting.message].filter(Boolean).join(': ');
		return {kind: 'waiting', chart, pod, restarts, reason};
	}
	return undefined;
};

/** Of each chart the latest pod counts: one that is done makes good those before it. `now` in milliseconds. */
export const stuckInstallations = (pods: readonly KubePod[], now: number): readonly StuckInstallation[] => {
	const latest = new Map<string, KubePod>();
	for (const pod of pods.toSorted((one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0))) {
		const chart = pod.labels?.[chartLabel];
		if (chart !== undefined && networkCharts.has(chart) && pod.isBeingDeleted !== true) {
			latest.set(chart, pod);
		}
	}
	return [...latest].flatMap(([chart, pod]) =>
		now - (pod.createdAt ?? now) <= settlesWithin ? [] : (stuck(chart, pod) ?? []),
	);
};

/** Of the pods that fail on this node the first, by what its logs are called after. */
export const failingHere = (pods: readonly KubePod[], node: string, now: number): LoggedPod | undefined => {
	const here = stuckInstallations(pods, now).find(({kind, pod}) => kind === 'failing' && pod.node === node);
	return here?.pod.uid === undefined
		? undefined
		: {
				namespace: 'kube-system',
				name: here.pod.name,
				uid: here.pod.uid,
				containers: [{name: 'helm', attempt: here.restarts}],
			};
};

/** What Helm says at the end of a run that failed, the latest of those that this node has a log of. */
export const helmErrorIn = (
	{pod}: StuckInstallation,
	logs: readonly ContainerLog[],
): {readonly of: string; readonly line: string} | undefined =>
	logs
		.filter(({path}) => path.includes(`_${pod.name}_`))
		.flatMap(({path, lines}) => {
			const at = lines.findLastIndex(({message}) => message.startsWith('Error: '));
			const found = lines[at];
			// `Error: INSTALLATION FAILED: 1 error occurred:`, and what it is on the next line, behind a tab and a star.
			const rest = lines.slice(at + 1, at + 4).filter(({message}) => /^\s+\* /.test(message));
			const line = [found, ...rest].flatMap(one => one?.message.trim() ?? []).join(' ');
			return found === undefined ? [] : [{of: path, line, time: found.time}];
		})
		.sort((one, other) => other.time - one.time)[0];
