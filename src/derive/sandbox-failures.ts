import type {PodSandbox} from '../parsers/crictl.ts';
import type {SandboxAttempt} from './sandbox-attempts.ts';

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

/** Pods that failed at last within these minutes, in the order of their first failure. */
const repeatedFailures = (attempts: readonly SandboxAttempt[]): readonly SandboxFailure[] => {
	const byPod = new Map<string, SandboxFailure & {readonly age: number}>();
	for (const {namespace, name, plugin, error, age} of attempts.filter(({age}) => age >= 0)) {
		const pod = `${namespace}/${name}`;
		const count = (byPod.get(pod)?.count ?? 0) + 1;
		byPod.set(pod, {namespace, name, plugin, error, count, age});
	}
	return [...byPod.values()].filter(({count, age}) => count >= leastFailures && age <= recent);
};

/** Names of the primary networks of RKE2's CNIs. */
export const primaryNetworks: readonly string[] = ['k8s-pod-network', 'cbr0', 'portmap', 'cilium'];

const hasReady = (sandboxes: readonly PodSandbox[], {namespace, name}: SandboxFailure): boolean =>
	sandboxes.some(sandbox => sandbox.isReady && sandbox.namespace === namespace && sandbox.name === name);

/** Pods that cannot start; those that have started in the end are left out. */
export const lastingFailures = (
	attempts: readonly SandboxAttempt[],
	sandboxes: readonly PodSandbox[],
): readonly SandboxFailure[] =>
	repeatedFailures(attempts.filter(({action}) => action === 'start')).filter(
		failure => !hasReady(sandboxes, failure),
	);

/** Of what containerd does at the end of a pod, only this is about its network: a container that does not end is not. */
const isOfNetwork = ({plugin, error}: SandboxAttempt): boolean =>
	plugin !== '' || /failed to destroy network for sandbox|^failed to find plugin/.test(error);

/**
 * Pods that cannot end, as their network is not taken down. Those whose sandbox is gone in the end are left out, and
 * those that run again: after a reboot their former sandbox is taken down as soon as the API can be asked.
 */
export const removalFailures = (
	attempts: readonly SandboxAttempt[],
	sandboxes: readonly PodSandbox[],
): readonly SandboxFailure[] =>
	repeatedFailures(attempts.filter(attempt => attempt.action === 'end' && isOfNetwork(attempt))).filter(
		failure =>
			sandboxes.some(({namespace, name}) => namespace === failure.namespace && name === failure.name) &&
			!hasReady(sandboxes, failure),
	);
