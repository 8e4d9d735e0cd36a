import type {KlogLine} from '../parsers/klog.ts';

/** Why the kubelet ends as soon as it is started. */
export type KubeletFault = 'cgroupV1' | 'swap' | 'option' | 'runtime' | 'other';

export interface KubeletEnd {
	readonly fault: KubeletFault;
	/** What it says of its end, the last time. */
	readonly error: string;
	/** How often its log tells of an end. */
	readonly count: number;
}

const leastEnds = 3;
/** Lines that a kubelet writes at most before it finds that it cannot go on; one that works writes many more. */
const linesOfStart = 150;

/** https://github.com/kubernetes/kubernetes/tree/master/cmd/kubelet/app and pkg/kubelet/cm */
const signatures: readonly (readonly [KubeletFault, RegExp])[] = [
	['cgroupV1', /host using cgroup v1/],
	['swap', /running with swap on is not supported/],
	[
		'option',
		/unknown flag|failed to parse kubelet flag|failed to (?:validate|load) [Kk]ubelet (?:flags|config|configuration)|unrecognized feature gate|strict decoding error|cannot set feature gate|invalid configuration/,
	],
	[
		'runtime',
		/validate CRI v1|validate service connection|container runtime.*(?:connection refused|no such file)|failed to get runtime service/i,
	],
];

/** Why a kubelet does not stay up by the last lines of its log; undefined where it went on after its last end. */
export const kubeletEndOf = (log: readonly KlogLine[]): KubeletEnd | undefined => {
	const ends = log.flatMap(({message}, index) => {
		const [, said] = /^"command failed" err="(.*)"\s*$/.exec(message) ?? [];
		return said === undefined ? [] : [{said: said.replaceAll('\\', ''), index}];
	});
	const last = ends.at(-1);
	if (last === undefined || ends.length < leastEnds || log.length - last.index > linesOfStart) {
		return undefined;
	}
	const error = last.said.replace(/^failed to run Kubelet: /, '');
	const fault = signatures.find(([, words]) => words.test(error))?.[0] ?? 'other';
	return {fault, error, count: ends.length};
};
