import type {Environment} from '../core/environment.ts';
import {registrationTrouble} from './registration-trouble.ts';
import {journalMessage} from './rke2-journal.ts';

/** Why RKE2 ends, or does not come up, other than that it is not let in by a server. */
export type Rke2Fault =
	| 'notMember'
	| 'otherToken'
	| 'newerFiles'
	| 'portTaken'
	| 'kernelParameter'
	| 'wrongOption'
	| 'families'
	| 'noAddress'
	| 'resetDone'
	| 'runtimeImage'
	| 'cgroup'
	| 'noSpace'
	| 'cannotExecute'
	| 'expired'
	| 'learner'
	| 'noQuorum'
	| 'kubeletEnds'
	| 'etcdDown'
	| 'fatal';

export interface Rke2End {
	readonly fault: Rke2Fault;
	/** What RKE2 said last of it, without the words of journald. */
	readonly message: string;
	/** What it names: a port, files, an address; else empty. */
	readonly detail: string;
	readonly count: number;
	/** RKE2 ended with it; else it may still be waiting. */
	readonly isFinal: boolean;
}

const ends = /level=(?:fatal|panic)|msg="Shutdown request received: |^panic: /;
/** The end of every service that is stopped, until https://github.com/rancher/rke2/pull/8945 made it none. */
const canceled = /msg="(?:Error: )?context canceled"/;
const stopped = /msg="signal received: /;
const isEnding = (line: string): boolean => ends.test(line) && !canceled.test(line);
/** Seconds that a wait for etcd or for others that join lasts; of a longer one the journal may have lost the begin. */
const usualWait = 5 * 60;

interface Rke2Signature {
	readonly fault: Rke2Fault;
	/** A group is the detail. */
	readonly says: RegExp;
	/** Seconds from the first to the last time: for a shorter time it is the usual wait of a start. Absent: RKE2 ends with it. */
	readonly lasting?: number;
}

/**
 * The first that fits counts.
 * pkg/etcd, pkg/cluster, pkg/cli and pkg/util of https://github.com/k3s-io/k3s, pkg/cli and pkg/executor of https://github.com/rancher/rke2
 */
const signatures: readonly Rke2Signature[] = [
	{fault: 'notMember', says: /this server is a not a member of the etcd cluster\. (Found .*)$/i},
	{fault: 'otherToken', says: /bootstrap data already found and encrypted with different token/},
	{fault: 'newerFiles', says: /(\/\S.*) newer than datastore and could cause a cluster outage/},
	{fault: 'portTaken', says: /listen tcp\S* \S*?:(\d+): bind: address already in use/},
	{
		fault: 'kernelParameter',
		says: /(invalid kernel parameter value \S+ - expected \S+|missing required(?: \w+)?: .*|must be true when using --profile)/,
	},
	{
		fault: 'wrongOption',
		says: /(flag provided but not defined: .*|invalid flag use; .*|invalid value provided for --profile flag|Invalid value \S+ for --\S+ flag.*|unknown flag.*|Failed to validate --.*)/,
	},
	{
		fault: 'families',
		says: /((?:cluster-cidr|service-cidr|node-ip|cluster-dns).*must share the same IP version.*|invalid (?:cluster-cidr|service-cidr|cluster-dns address) .*|cluster-cidr: .*and service-cidr: .*)/,
	},
	{
		fault: 'noAddress',
		says: /unable to select an IP from default routes|(?:failed to find|unable to find|failed to get) (?:interface|IP).*|cannot assign requested address/,
	},
	{
		fault: 'resetDone',
		says: /cluster-reset was successfully performed, please remove the cluster-reset flag|membership has been reset, restart without --cluster-reset/,
	},
	{fault: 'runtimeImage', says: /failed to (?:get|extract|pull) runtime image/},
	{fault: 'cgroup', says: /failed to find (memory|cpu\w*|pids) cgroup/},
	{fault: 'noSpace', says: /no space left on device/},
	{
		fault: 'cannotExecute',
		says: /fork\/exec (\S+: (?:permission denied|exec format error|no such file or directory))/,
	},
	{fault: 'expired', says: /x509: certificate has expired or is not yet valid: (.*)$/},
	{
		fault: 'learner',
		says: /etcdserver: (?:too many learner members|re-configuration failed)|not yet been promoted from learner|a configuration change is already in progress/,
		lasting: usualWait,
	},
	{
		fault: 'noQuorum',
		says: /etcdserver: (?:unhealthy cluster|no leader|request timed out)/,
		lasting: usualWait,
	},
	{fault: 'kubeletEnds', says: /Kubelet exited: (.*)$/, lasting: 10},
	{
		fault: 'etcdDown',
		says: /Failed to (?:test (?:etcd|data store) connection|check local etcd status)|dial tcp 127\.0\.0\.1:2379: connect: connection refused/,
		lasting: usualWait,
	},
];

/** Lines of each start, the last start last. */
const startsIn = (journal: readonly string[]): readonly (readonly string[])[] => {
	const starts: string[][] = [[]];
	for (const line of journal) {
		if (/msg="Starting rke2 (?:server|agent)/.test(line)) {
			starts.push([]);
		}
		starts.at(-1)?.push(line);
	}
	return starts;
};

/** Of `short-iso`, to the second; NaN for a line that has no time. */
const secondsOf = (line: string): number => Date.parse(`${line.slice(0, 19)}Z`) / 1000;

/** Why this start came to nothing: a cause that is known, or else the line with which it ended. */
const endIn = (lines: readonly string[]): Rke2End | undefined => {
	if (lines.some(line => stopped.test(line))) {
		return undefined;
	}
	for (const {fault, says, lasting = Number.POSITIVE_INFINITY} of signatures) {
		const said = lines.filter(line => says.test(journalMessage(line)));
		const [first = ''] = said;
		const last = said.at(-1);
		const isEnd = last !== undefined && isEnding(last);
		if (last !== undefined && (isEnd || secondsOf(last) - secondsOf(first) >= lasting)) {
			const message = journalMessage(last);
			return {fault, message, detail: says.exec(message)?.[1] ?? '', count: said.length, isFinal: isEnd};
		}
	}
	const end = lines.findLast(isEnding);
	return end === undefined
		? undefined
		: {fault: 'fatal', message: journalMessage(end), detail: '', count: 1, isFinal: true};
};

/** What other checks say of the same journal. */
const elsewhere =
	/Node password rejected|duplicate hostname|nm-cloud-setup|Failed to (?:apply network policy|validate --cni)/i;

/**
 * Why the service does not come up by its last words. Undefined while it only starts, unless it has come to the same
 * end twice before, and where it is a server that does not let it join.
 */
const rke2EndOf = (journal: readonly string[]): Rke2End | undefined => {
	if (registrationTrouble(journal) !== undefined || journal.slice(-50).some(line => elsewhere.test(line))) {
		return undefined;
	}
	const [last, before, twiceBefore] = startsIn(journal).slice(-3).toReversed().map(endIn);
	const isSame =
		before?.fault === twiceBefore?.fault &&
		(before?.fault !== 'fatal' || before.message === twiceBefore?.message);
	return last ?? (isSame ? before : undefined);
};

/** What a check tells of such an end where it is one of these faults; undefined while the service runs. */
export const rke2EndReportOf = <Fault extends Rke2Fault>(
	journal: readonly string[],
	{service, role: {value: role = 'server'}}: Environment,
	faults: readonly Fault[],
) => {
	const end = service.value === 'running' ? undefined : rke2EndOf(journal);
	const fault = faults.find(one => one === end?.fault);
	if (end === undefined || fault === undefined) {
		return undefined;
	}
	const message = end.message.slice(0, 400);
	return {
		fault,
		data: {message, detail: end.detail.slice(0, 300), role},
		isFinal: end.isFinal,
		unit: {kind: 'Unit', name: `rke2-${role}.service`},
	} as const;
};
