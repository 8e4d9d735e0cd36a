import {isSaidWithin, type KlogLine} from '../parsers/klog.ts';

/** Pods that the kubelet ended, although they ran, since their sandbox had lost its address. */
export interface ReplacedSandboxes {
	/** `namespace/name`, in the order of the log. */
	readonly pods: readonly [string, string, ...string[]];
	/** The last line that says so. */
	readonly line: string;
}

const form = /^"Sandbox for pod has no IP address\. Need to start a new one".* pod="([^"]+)"/;
/** Seconds: what is older is over. */
const recent = 30 * 60;

/** Undefined for less than two: one pod may have lost its own network. */
export const replacedSandboxes = (log: readonly KlogLine[]): ReplacedSandboxes | undefined => {
	const found = log.flatMap(line => {
		const pod = isSaidWithin(line, recent) ? form.exec(line.message)?.[1] : undefined;
		return pod === undefined ? [] : [{pod, message: line.message}];
	});
	const [first, second, ...more] = new Set(found.map(({pod}) => pod));
	return first === undefined || second === undefined
		? undefined
		: {pods: [first, second, ...more], line: found.at(-1)?.message ?? ''};
};
