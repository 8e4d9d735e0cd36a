import type {LogLine} from '../parsers/cri-log.ts';
import {withoutKlogPrefix} from '../parsers/klog.ts';
import {unansweredCalls} from './api-calls.ts';
import type {ContainerLog} from './container-logs.ts';
import {foreignExtensionIn, type KernelExtension, missingExtensionIn} from './kernel-extension.ts';
import {type LogSignature, openTroubles} from './log-signature.ts';
import {judgeRun, type PodRun} from './pod-run.ts';
import {pluginsWithoutApi} from './without-api.ts';

/** What comes of a kube-proxy that writes no rules, or old ones. */
export const kubeProxyEffects = [
	...['service/kube-proxy', 'service/rules-missing', 'service/stale-endpoint'],
	...['service/api-address', 'dns/service-address', 'dns/endpoint-unreachable#silent'],
	...['service/nftables-missing', 'service/ipvs-missing'],
	...['canal/container', 'calico/container', 'flannel/container'],
	...pluginsWithoutApi,
	...unansweredCalls,
] as const;

export const kubeProxyLogStep = {
	text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)',
} as const;

/** Why kube-proxy gives up, or works without what it needs. */
export type KubeProxyFault =
	| 'nodeUnknown'
	| 'conntrackMissing'
	| 'portTaken'
	| 'kernelLacks'
	| 'legacyLacks'
	| 'ipvsLacks'
	| 'foreignRule'
	| 'chainGone'
	| 'kubeletChainGone'
	| 'cannotWrite'
	| 'apiUnreachable'
	| 'apiRefuses'
	| 'options'
	| 'sysctlDenied'
	| 'lockHeld'
	| 'nftCrashes';

const written = /[Ss]yncProxyRules complete|Finished syncing/;

/** https://github.com/kubernetes/kubernetes/tree/master/cmd/kube-proxy/app and pkg/proxy */
const signatures: readonly LogSignature<KubeProxyFault>[] = [
	{
		fault: 'options',
		says: /"command failed" err="(?:failed complete|failed validate|unknown flag)|Error: unknown flag|KubeProxyConfiguration\.\S+: Invalid value|unknown proxy mode/,
	},
	// In a container, or under a policy, the sysctls of connection tracking may not be writable.
	{
		fault: 'sysctlDenied',
		says: /\/proc\/sys\/net\/\S+: (?:permission denied|read-only file system)|can't set sysctl \S+.*(?:permission denied|read-only)/,
	},
	// The nft of its image and sets that a newer nft of the host has written: kubernetes/kubernetes issue 136786.
	{
		fault: 'nftCrashes',
		says: /(?:nft\w* |failed to run nft: |sync failed".*)(?:.*)signal: (?:segmentation fault|aborted)/,
		over: written,
	},
	{
		fault: 'lockHeld',
		lasting: 60_000,
		says: /holding the xtables lock|xtables\.lock: .*(?:timeout|temporarily unavailable)/,
		over: written,
	},
	{
		fault: 'apiRefuses',
		lasting: 60_000,
		says: /[Ff]ailed to (?:list|watch).*\*v1\.(?:Service|EndpointSlice)\b.*(?:is forbidden: User|Unauthorized|x509: )/,
	},
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
		says: /Failed to execute iptables-restore|Failed to ensure (?:that )?.*chain|[Ii]ptables is not available|No iptables support for|can't use the IPVS proxier|IPVS proxier will not be used|can't initialize iptables table|iptables: .*does not exist|exec: \\?"iptables|kernel module .*not (?:found|supported)|nftables sync failed|could not run nftables command|Failed to (?:create dummy interface|bind service address|sync (?:service|endpoint)|(?:add|get|update) IPVS service|list IPVS destinations|add destination|(?:make sure|ensure) ip ?set|(?:list|add) (?:ip ?set entr|entry to ip ?set))/,
		over: written,
	},
	{
		fault: 'apiUnreachable',
		lasting: 60_000,
		says: /(?:[Ff]ailed to (?:list|watch)|Failed to retrieve node info).*dial tcp \S+: (?:connect: |i\/o timeout)/,
		over: /Successfully retrieved (?:node|NodeIP)/,
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
	/** Of `kernelLacks` and its kin; of `foreignRule` what it uses; of `chainGone` and `kubeletChainGone` the chain. */
	readonly extension?: KernelExtension;
}

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

const lacks = {legacy: 'legacyLacks', ipvs: 'ipvsLacks', other: 'kernelLacks'} as const;

/** What the end of a log complains of, and has not recovered from; the last complaint counts. */
const kubeProxyTrouble = (lines: readonly LogLine[]): KubeProxyTrouble | undefined => {
	const trouble = openTroubles(joined(lines), signatures).at(-1);
	if (trouble === undefined) {
		return undefined;
	}
	const {line, count} = trouble;
	const told = {message: withoutKlogPrefix(line.message), count, time: line.time};
	const extension = trouble.fault === 'cannotWrite' ? missingExtensionIn(line.message) : undefined;
	if (extension !== undefined) {
		return {...told, fault: lacks[extension.isOf ?? 'other'], extension};
	}
	// It writes only what has changed, and takes the chains that it wrote before for granted. KUBE-MARK-DROP is
	// of the kubelet, which writes it only where its own settings want it.
	const [, chain] = /Couldn't load target `(KUBE-[A-Z0-9-]+)'/.exec(line.message) ?? [];
	if (trouble.fault === 'cannotWrite' && chain !== undefined) {
		const fault = chain === 'KUBE-MARK-DROP' ? 'kubeletChainGone' : 'chainGone';
		return {...told, fault, extension: {name: chain, module: ''}};
	}
	const name = trouble.fault === 'cannotWrite' ? foreignExtensionIn(line.message) : undefined;
	return name === undefined
		? {...told, fault: trouble.fault}
		: {...told, fault: 'foreignRule', extension: {name, module: ''}};
};

const minute = 60_000;

/** What kube-proxy complains of, with the log that it is in: where it does not run, or again and again of late. */
export const kubeProxyTroubleOf = (
	{pod}: {readonly pod?: PodRun},
	logs: readonly ContainerLog[],
	now: number,
): (KubeProxyTrouble & {readonly path: string}) | undefined => {
	const own = pod?.containers.find(({name}) => name === 'kube-proxy');
	if (pod === undefined || own === undefined) {
		return undefined;
	}
	const isDown = ['crashing', 'stopped', 'ended'].includes(judgeRun(own, pod.createdAt, now));
	const attempt = own.state === 'running' && isDown ? own.attempt - 1 : own.attempt;
	const entry = logs.find(log => log.container === 'kube-proxy' && log.attempt === attempt);
	const trouble = entry && kubeProxyTrouble(entry.lines);
	if (entry === undefined || trouble === undefined) {
		return undefined;
	}
	// It says nothing when the API is back or the lock is free, and tries again every minute at the latest.
	const isSilentlyOver = ['apiUnreachable', 'apiRefuses', 'lockHeld'].includes(trouble.fault);
	const isRecent = now - trouble.time < (isSilentlyOver ? 2 : 15) * minute;
	// The address of the node is asked for once; all else is tried again and again.
	const isLasting = trouble.fault === 'nodeUnknown' || (trouble.count >= 3 && isRecent);
	return isDown || isLasting ? {...trouble, path: entry.path} : undefined;
};
