import type {LogLine} from '../parsers/cri-log.ts';
import {type LogSignature, openTroubles} from './log-signature.ts';

/** Why kube-proxy gives up, or works without what it needs. */
export type KubeProxyFault = 'nodeUnknown' | 'conntrackMissing' | 'portTaken' | 'cannotWrite';

/** https://github.com/kubernetes/kubernetes/tree/master/cmd/kube-proxy/app and pkg/proxy */
const signatures: readonly LogSignature<KubeProxyFault>[] = [
	{fault: 'conntrackMissing', says: /nf_conntrack_max: no such file or directory/},
	{
		fault: 'portTaken',
		says: /listen tcp\S* \S*:(?:10256|10249): bind: address already in use/,
		over: /Healthz server.*(?:listening|started)/i,
	},
	{
		fault: 'nodeUnknown',
		says: /[Ff]ailed to retrieve node info.*nodes \\?"[^"\\]+\\?" not found/,
		over: /Successfully retrieved (?:node|NodeIP)/,
	},
	{
		fault: 'cannotWrite',
		says: /Failed to execute iptables-restore|can't initialize iptables table|iptables: .*does not exist|exec: \\?"iptables|kernel module .*not (?:found|supported)/,
		over: /SyncProxyRules complete|Finished syncing/,
	},
];

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

/** klog breaks an error of several lines up: `err=<`, the lines behind a tab, ` >`. */
const joined = (lines: readonly LogLine[]): readonly LogLine[] => {
	const whole: LogLine[] = [];
	for (const line of lines) {
		const before = whole.at(-1);
		if (before !== undefined && /=<\n|=<$/.test(before.message) && line.message.startsWith('\t')) {
			whole[whole.length - 1] = {...before, message: `${before.message}\n${line.message.trim()}`};
		} else {
			whole.push(line);
		}
	}
	return whole.map(line => ({...line, message: line.message.replace('=<\n', '=').replaceAll('\n', ' ')}));
};

/** What the end of a log complains of, and has not recovered from; the last complaint counts. */
export const kubeProxyTrouble = (lines: readonly LogLine[]): KubeProxyTrouble | undefined => {
	const trouble = openTroubles(joined(lines), signatures).at(-1);
	return (
		trouble && {
			fault: trouble.fault,
			message: withoutPrefix(trouble.line.message),
			count: trouble.count,
			time: trouble.line.time,
		}
	);
};
