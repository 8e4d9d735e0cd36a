import type {PodSandbox} from '../parsers/crictl.ts';
import type {SandboxAttempt} from './sandbox-attempts.ts';
import {lastingFailures, type SandboxFailure} from './sandbox-failures.ts';

/** Why containerd does not get as far as the network of a pod, or not beyond it. */
export type RuntimeFault =
	| 'pluginMissing'
	| 'noConfiguration'
	| 'noHandler'
	| 'pauseImage'
	| 'noSpace'
	| 'namespace'
	| 'slow'
	| 'container'
	| 'failing';

/** Pods that containerd makes no sandbox for, for one reason. */
export interface RuntimeFailure {
	readonly fault: RuntimeFault;
	readonly error: string;
	/** What the error names: a plugin, an image; else empty. */
	readonly detail: string;
	readonly pods: readonly [SandboxFailure, ...SandboxFailure[]];
}

/**
 * The first that fits counts; a group is the detail.
 * internal/cri/server of https://github.com/containerd/containerd and https://github.com/containerd/go-cni
 */
const signatures: readonly (readonly [RuntimeFault, RegExp])[] = [
	['pluginMissing', /failed to find plugin "([^"]+)" in path/],
	['noConfiguration', /cni plugin not initialized|no network config found in (\S+)/],
	['pauseImage', /failed to (?:get sandbox image|pull image) "([^"]+)"/],
	['noHandler', /no runtime for "([^"]+)" is configured/],
	['noSpace', /no space left on device|disk quota exceeded/],
	['namespace', /failed to create network namespace/],
	// Of the second kind is what follows: the attempt before has not returned yet.
	['slow', /context deadline exceeded$|failed to reserve sandbox name "[^"]+": name .* is reserved for/],
	[
		'container',
		/failed to (?:create|start) (?:containerd|shim) (?:task|container)|failed to create shim|OCI runtime create failed|runc create failed/,
	],
];

/** Without the layers that name the image again and again before the registry has its say. */
const withoutPulls = (error: string): string =>
	error.replace(/^(?:failed to (?:get sandbox|pull|pull and unpack) image "[^"]+": )+/, '');

/** By reason, in the order of their first failure; what a plugin has answered is left out, and pods that started in the end. */
export const runtimeFailures = (
	log: readonly SandboxAttempt[],
	sandboxes: readonly PodSandbox[],
): readonly RuntimeFailure[] => {
	const groups = new Map<RuntimeFault, RuntimeFailure>();
	for (const failure of lastingFailures(log, sandboxes)) {
		const {plugin, error} = failure;
		if (plugin !== '') {
			continue;
		}
		const [fault, pattern] = signatures.find(([, words]) => words.test(error)) ?? (['failing', /$/] as const);
		const known = groups.get(fault);
		const detail = pattern.exec(error)?.[1] ?? '';
		groups.set(
			fault,
			known === undefined
				? {fault, error: withoutPulls(error).slice(0, 400), detail, pods: [failure]}
				: {...known, pods: [...known.pods, failure]},
		);
	}
	return [...groups.values()];
};
