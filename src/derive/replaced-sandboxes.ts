import type {KlogLine} from '../parsers/klog.ts';

/** Pods that the kubelet ended, although they ran, since their sandbox had lost its address. */
export interface ReplacedSandboxes {
	/** `namespace/name`, in the order of the log. */
	readonly pods: readonly [string, string, ...string[]];
	/** The last line that says so. */
	readonly line: string;
}

const form = /^"Sandbox for pod has no IP address\. Need to start a new one".* pod="([^"]+)"/;
/** Seconds before the last line of the log: what is older is over. */
const recent = 30 * 60;

/** Undefined for less than two: one pod may have lost its own network. */
export const replacedSandboxes = (log: readonly KlogLine[]): ReplacedSandboxes | undefined => {
	const last = log.at(-1)?.time ?? 0;
	const found = log.flatMap(({time, message}) => {
		const pod = last - time > recent ? undefined : form.exec(message)?.[1];
		return pod === undefined ? [] : [{pod, message}];
	});
	const [first, second, ...more] = new Set(found.map(({pod}) => pod));
	return first === undefined || second === undefined
		? undefined
		: {pods: [first, second, ...more], line: found.at(-1)?.message ?? ''};
};
