import type {PodSandbox} from '../parsers/crictl.ts';
import type {KlogLine} from '../parsers/klog.ts';

/** A pod whose sandbox the kubelet could not make, again and again, because of a CNI plugin. */
export interface SandboxFailure {
	readonly namespace: string;
	readonly name: string;
	/** The plugin that containerd called. */
	readonly plugin: string;
	/** What it said, the last time. */
	readonly error: string;
	readonly count: number;
}

/** Fewer are a start that succeeded in the end. */
const leastFailures = 3;
/** Seconds before the last line of the log: what is older may be over. The kubelet tries again every minute at the latest. */
const recent = 5 * 60;

const podOf = (message: string): readonly [string, string] | undefined => {
	const [, namespace, name] = /\spod="([^/"\s]+)\/([^"\s]+)"/.exec(message) ?? [];
	return namespace === undefined || name === undefined ? undefined : [namespace, name];
};

/** The kubelet tells one failure in several lines; this is the one per attempt. */
const isAttempt = (message: string): boolean =>
	message.startsWith('"Error syncing pod, skipping"') && message.includes('CreatePodSandbox');

const errorOf = (message: string): readonly [string, string] | undefined => {
	// An error of several lines has its line ends escaped, as often as it was quoted.
	const text = message.replace(/\\+[nt]/g, ' ').replaceAll('\\', '');
	const [, plugin, rest] = /plugin type="([^"]+)"(?: name="[^"]*")? failed \(add\): (.*)$/.exec(text) ?? [];
	const error = rest
		?.replace(/"{0,2}\s+pod="[^"]*".*$/, '')
		.replace(/\s+'?\s*$/, '')
		.trim();
	return plugin === undefined || !error ? undefined : [plugin, error];
};

/** Pods that fail at the end of kubelet's log, in the order of their first failure. */
export const sandboxFailures = (log: readonly KlogLine[]): readonly SandboxFailure[] => {
	const last = log.at(-1)?.time ?? 0;
	const byPod = new Map<string, SandboxFailure & {readonly time: number}>();
	for (const {time, message} of log) {
		const pod = isAttempt(message) ? podOf(message) : undefined;
		const told = pod === undefined ? undefined : errorOf(message);
		if (pod !== undefined && told !== undefined && time <= last) {
			const [namespace, name] = pod;
			const [plugin, error] = told;
			const count = (byPod.get(pod.join('/'))?.count ?? 0) + 1;
			byPod.set(pod.join('/'), {namespace, name, plugin, error, count, time});
		}
	}
	return [...byPod.values()].filter(({count, time}) => count >= leastFailures && last - time <= recent);
};

/** Names of the primary networks of RKE2's CNIs. */
export const primaryNetworks: readonly string[] = ['k8s-pod-network', 'cbr0', 'portmap', 'cilium'];

/** Of the pods that fail those that have not started in the end. */
export const lastingFailures = (
	log: readonly KlogLine[],
	sandboxes: readonly PodSandbox[],
): readonly SandboxFailure[] => {
	const started = new Set(
		sandboxes.filter(({isReady}) => isReady).map(({namespace, name}) => `${namespace}/${name}`),
	);
	return sandboxFailures(log).filter(({namespace, name}) => !started.has(`${namespace}/${name}`));
};
