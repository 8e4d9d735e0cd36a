import type {PodSandbox} from '../parsers/crictl.ts';
import {isSaidWithin, type KlogLine} from '../parsers/klog.ts';

/** A pod whose sandbox the kubelet could not make, or take down, again and again. */
export interface SandboxFailure {
	readonly namespace: string;
	readonly name: string;
	/** The plugin that containerd called; empty where containerd itself failed. */
	readonly plugin: string;
	/** What it said, the last time. */
	readonly error: string;
	readonly count: number;
}

/** Fewer are a start that succeeded in the end. */
const leastFailures = 3;
/** Seconds: what is older may be over, and a log that is quiet since says nothing of it. The kubelet tries again every minute at the latest. */
const recent = 5 * 60;

const podOf = (message: string): readonly [string, string] | undefined => {
	const [, namespace, name] = /\spod="([^/"\s]+)\/([^"\s]+)"/.exec(message) ?? [];
	return namespace === undefined || name === undefined ? undefined : [namespace, name];
};

/** What the kubelet tried; it tells one failure in several lines, of which one counts. */
type Attempt = 'CreatePodSandbox' | 'KillPodSandbox';

const isAttempt = (message: string, attempt: Attempt): boolean =>
	message.startsWith('"Error syncing pod, skipping"') && message.includes(attempt);

const ofPlugin = {
	CreatePodSandbox: /plugin type="([^"]+)"(?: name="[^"]*")? failed \(add\): (.*)$/,
	KillPodSandbox: /plugin type="([^"]+)"(?: name="[^"]*")? failed \(delete\): (.*)$/,
} as const;
/** The words of gRPC around what containerd says. */
const ofRuntime = /rpc error: code = \w+ desc = (.*)$/;

const errorOf = (message: string, attempt: Attempt): readonly [string, string] | undefined => {
	// An error of several lines has its line ends escaped, as often as it was quoted.
	const text = message.replace(/\\+[nt]/g, ' ').replaceAll('\\', '');
	const [, plugin, said] = ofPlugin[attempt].exec(text) ?? ['', '', ofRuntime.exec(text)?.[1]];
	const error = said
		?.replace(/"{0,2}\s+pod="[^"]*".*$/, '')
		.replace(/\s+'?\s*$/, '')
		.trim();
	if (plugin === undefined || !error) {
		return undefined;
	}
	// libcni names the plugin that it looked for as the one that failed: it was containerd that did not find it.
	return [error.startsWith(`failed to find plugin "${plugin}"`) ? '' : plugin, error];
};

/** Pods that fail at the end of kubelet's log, in the order of their first failure. */
const sandboxFailures = (log: readonly KlogLine[], attempt: Attempt): readonly SandboxFailure[] => {
	const byPod = new Map<string, SandboxFailure & {readonly line: KlogLine}>();
	for (const line of log) {
		const {age, message} = line;
		const pod = isAttempt(message, attempt) ? podOf(message) : undefined;
		const told = pod === undefined ? undefined : errorOf(message, attempt);
		if (pod !== undefined && told !== undefined && age >= 0) {
			const [namespace, name] = pod;
			const [plugin, error] = told;
			const count = (byPod.get(pod.join('/'))?.count ?? 0) + 1;
			byPod.set(pod.join('/'), {namespace, name, plugin, error, count, line});
		}
	}
	return [...byPod.values()].filter(({count, line}) => count >= leastFailures && isSaidWithin(line, recent));
};

/** Names of the primary networks of RKE2's CNIs. */
export const primaryNetworks: readonly string[] = ['k8s-pod-network', 'cbr0', 'portmap', 'cilium'];

const hasReady = (sandboxes: readonly PodSandbox[], {namespace, name}: SandboxFailure): boolean =>
	sandboxes.some(sandbox => sandbox.isReady && sandbox.namespace === namespace && sandbox.name === name);

/** Pods that cannot start; those that have started in the end are left out. */
export const lastingFailures = (
	log: readonly KlogLine[],
	sandboxes: readonly PodSandbox[],
): readonly SandboxFailure[] =>
	sandboxFailures(log, 'CreatePodSandbox').filter(failure => !hasReady(sandboxes, failure));

/** Of what containerd does at the end of a pod, only this is about its network: a container that does not end is not. */
const isOfNetwork = (message: string): boolean =>
	/failed to destroy network for sandbox|plugin type=/.test(message);

/**
 * Pods that cannot end, as their network is not taken down. Those whose sandbox is gone in the end are left out, and
 * those that run again: after a reboot their former sandbox is taken down as soon as the API can be asked.
 */
export const removalFailures = (
	log: readonly KlogLine[],
	sandboxes: readonly PodSandbox[],
): readonly SandboxFailure[] =>
	sandboxFailures(
		log.filter(({message}) => !isAttempt(message, 'KillPodSandbox') || isOfNetwork(message)),
		'KillPodSandbox',
	).filter(
		failure =>
			sandboxes.some(({namespace, name}) => namespace === failure.namespace && name === failure.name) &&
			!hasReady(sandboxes, failure),
	);
