import type {LogLine} from '../parsers/cri-log.ts';

/** Why kube-proxy gives up, or works without what it needs. */
export type KubeProxyFault = 'nodeUnknown' | 'conntrackMissing' | 'portTaken' | 'cannotWrite';

/** https://github.com/kubernetes/kubernetes/tree/master/cmd/kube-proxy/app and pkg/proxy */
const signatures: readonly (readonly [KubeProxyFault, RegExp])[] = [
	['conntrackMissing', /nf_conntrack_max: no such file or directory/],
	['portTaken', /listen tcp\S* \S*:(?:10256|10249): bind: address already in use/],
	['nodeUnknown', /[Ff]ailed to retrieve node info.*nodes \\?"[^"\\]+\\?" not found/],
	[
		'cannotWrite',
		/Failed to execute iptables-restore|can't initialize iptables table|iptables: .*does not exist|exec: \\?"iptables|kernel module .*not (?:found|supported)/,
	],
];

/** After these all is well again. */
const recovered: Readonly<Record<KubeProxyFault, RegExp | undefined>> = {
	conntrackMissing: undefined,
	portTaken: /Healthz server.*(?:listening|started)/i,
	nodeUnknown: /Successfully retrieved (?:node|NodeIP)|Successfully retrieved node IP/,
	cannotWrite: /SyncProxyRules complete|Finished syncing/,
};

export interface KubeProxyTrouble {
	readonly fault: KubeProxyFault;
	/** Without klog's time, process id and place. */
	readonly message: string;
	/** How often it is said since the last recovery. */
	readonly count: number;
	/** When it was said last, in milliseconds since the epoch. */
	readonly time: number;
}

const withoutPrefix = (message: string): string =>
	message.replace(/^[IWEF]\d{4} [\d:.]+\s+\d+ [\w.-]+:\d+\] /, '');

/** What the end of a log complains of, and has not recovered from; the last complaint counts. */
export const kubeProxyTrouble = (lines: readonly LogLine[]): KubeProxyTrouble | undefined => {
	const open = new Map<KubeProxyFault, KubeProxyTrouble>();
	for (const {message, time} of lines) {
		for (const fault of [...open.keys()]) {
			if (recovered[fault]?.test(message) === true) {
				open.delete(fault);
			}
		}
		const fault = signatures.find(([, pattern]) => pattern.test(message))?.[0];
		if (fault !== undefined) {
			const count = (open.get(fault)?.count ?? 0) + 1;
			open.delete(fault);
			open.set(fault, {fault, message: withoutPrefix(message), count, time});
		}
	}
	return [...open.values()].at(-1);
};
