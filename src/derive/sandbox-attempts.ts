import type {ContainerdLine} from '../parsers/containerd-log.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import type {KlogLine} from '../parsers/klog.ts';

/** A pod that containerd could not make, or take down, once. */
export interface SandboxAttempt {
	readonly action: 'start' | 'end';
	readonly namespace: string;
	readonly name: string;
	/** The plugin that containerd called; empty where containerd itself failed. */
	readonly plugin: string;
	readonly error: string;
	/** Seconds before the run; less than none where the clock was set back since. */
	readonly age: number;
}

type Action = SandboxAttempt['action'];

/** The kubelet tells one failure in several lines, of which this one counts. */
const wordsOfKubelet = {start: 'CreatePodSandbox', end: 'KillPodSandbox'} as const;
const ofPlugin = {
	start: /plugin type="([^"]+)"(?: name="[^"]*")? failed \(add\): (.*)$/,
	end: /plugin type="([^"]+)"(?: name="[^"]*")? failed \(delete\): (.*)$/,
} as const;
/** The words of gRPC around what containerd says. */
const ofRuntime = /rpc error: code = \w+ desc = (.*)$/;

/** The plugin and its error, or that of containerd. */
const culpritOf = (text: string, action: Action, own: string | undefined) => {
	const [, plugin, said] = ofPlugin[action].exec(text) ?? ['', '', own];
	const error = said
		?.replace(/"{0,2}\s+pod="[^"]*".*$/, '')
		.replace(/\s+'?\s*$/, '')
		.trim();
	if (plugin === undefined || !error) {
		return undefined;
	}
	// libcni names the plugin that it looked for as the one that failed: it was containerd that did not find it.
	return {plugin: error.startsWith(`failed to find plugin "${plugin}"`) ? '' : plugin, error};
};

const podOf = (message: string): Pick<PodSandbox, 'namespace' | 'name'> | undefined => {
	const [, namespace, name] = /\spod="([^/"\s]+)\/([^"\s]+)"/.exec(message) ?? [];
	return namespace === undefined || name === undefined ? undefined : {namespace, name};
};

const attemptOfKubelet = ({age, message}: KlogLine, action: Action): SandboxAttempt | undefined => {
	if (!message.startsWith('"Error syncing pod, skipping"') || !message.includes(wordsOfKubelet[action])) {
		return undefined;
	}
	// An error of several lines has its line ends escaped, as often as it was quoted.
	const text = message.replace(/\\+[nt]/g, ' ').replaceAll('\\', '');
	const pod = podOf(message);
	const culprit = culpritOf(text, action, ofRuntime.exec(text)?.[1]);
	return pod && culprit && {action, ...pod, ...culprit, age};
};

/** What the kubelet could not do, in the order of its log. */
export const attemptsOfKubelet = (log: readonly KlogLine[]): readonly SandboxAttempt[] =>
	log.flatMap(line => (['start', 'end'] as const).flatMap(action => attemptOfKubelet(line, action) ?? []));

/** Before and since cri-api 0.33, whose messages are those of protobuf itself, with one or two spaces as it likes. */
const startPattern =
	/^RunPodSandbox for (?:&PodSandboxMetadata\{Name:(?<name1>[^,]+),Uid:[^,]*,Namespace:(?<namespace1>[^,]+),|name:"(?<name2>[^"]+)"\s+uid:"[^"]*"\s+namespace:"(?<namespace2>[^"]+)").* failed, error$/;
const endPattern = /^StopPodSandbox for "([^"]+)" failed$/;

/**
 * What containerd could not do, in the order of its log; of a pod that ends it tells the sandbox alone. Ages count from
 * `now`, in milliseconds, or from the last line.
 * internal/cri/instrument/instrumented_service.go of https://github.com/containerd/containerd
 */
export const attemptsOfContainerd = (
	log: readonly ContainerdLine[],
	sandboxes: readonly PodSandbox[],
	now = log.at(-1)?.time ?? 0,
): readonly SandboxAttempt[] =>
	log.flatMap(({time, message, error = ''}) => {
		const {
			name1,
			namespace1,
			name2 = name1,
			namespace2 = namespace1,
		} = startPattern.exec(message)?.groups ?? {};
		const id = endPattern.exec(message)?.[1];
		const pod =
			name2 !== undefined && namespace2 !== undefined
				? {namespace: namespace2, name: name2}
				: sandboxes.find(sandbox => sandbox.id === id);
		if (pod === undefined) {
			return [];
		}
		const action = id === undefined ? 'start' : 'end';
		const text = error.replace(/\s+/g, ' ');
		const culprit = culpritOf(text, action, ofRuntime.exec(text)?.[1] ?? text);
		const age = Math.floor((now - time) / 1000);
		return culprit === undefined ? [] : [{action, namespace: pod.namespace, name: pod.name, ...culprit, age}];
	});

/** Both tell the same attempts: those of containerd count for pods of which the kubelet tells none. */
export const joinAttempts = (
	kubelet: readonly SandboxAttempt[],
	containerd: readonly SandboxAttempt[],
): readonly SandboxAttempt[] => {
	const keyOf = ({action, namespace, name}: SandboxAttempt) => `${action} ${namespace}/${name}`;
	const told = new Set(kubelet.map(keyOf));
	return [...kubelet, ...containerd.filter(attempt => !told.has(keyOf(attempt)))];
};
