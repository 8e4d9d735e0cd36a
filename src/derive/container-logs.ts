import {isNotRecorded, textIfFound} from '../core/evidence.ts';
import {file, type Reply, type Request} from '../core/request.ts';
import {type LogLine, parseCriLog} from '../parsers/cri-log.ts';

/** A pod by what its logs are called after; a PodRun is one. */
export interface LoggedPod {
	readonly namespace: string;
	readonly name: string;
	readonly uid: string;
	readonly containers: readonly {readonly name: string; readonly attempt: number; readonly state?: string}[];
}

/** The end of one container's log. */
export interface ContainerLog {
	readonly container: string;
	readonly attempt: number;
	readonly path: string;
	readonly lines: readonly LogLine[];
}

/** The end of a log, with what came before it or without. */
export interface LogEnd extends ContainerLog {
	/** More may stand before what was read. */
	readonly isCut: boolean;
}

const tailBytes = 32 * 1024;

/** Where the kubelet keeps logs: https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-location-node */
const logsOf = (pod: LoggedPod | undefined): readonly Omit<ContainerLog, 'lines'>[] =>
	(pod?.containers ?? []).flatMap(({name, attempt}) =>
		[attempt, attempt - 1]
			.filter(number => number >= 0)
			.map(number => ({
				container: name,
				attempt: number,
				path: `/var/log/pods/${pod?.namespace}_${pod?.name}_${pod?.uid}/${name}/${number}.log`,
			})),
	);

/** More of a file may stand before what was read of its end. */
export const isLongerThanRead = (reply: Reply | undefined, bytes = tailBytes): boolean =>
	reply?.status === 'answered' && Buffer.byteLength(reply.body) >= bytes;

/** Reads the last lines of each container of a pod, of its latest run and of the one before. */
export const logRequests = (pod: LoggedPod | undefined, bytes = tailBytes): readonly Request[] =>
	logsOf(pod).map(({path}) => file(path, bytes));

/**
 * Replies in the order of the requests; a log that is gone is left out. So is one that a bundle does not hold, where it
 * holds that of the other run: one log of a container that ends again and again is as good as the next.
 */
export const containerLogsOf = (
	pod: LoggedPod | undefined,
	replies: readonly Reply[],
): readonly ContainerLog[] => {
	const logs = logsOf(pod).map((log, index) => ({log, reply: replies[index]}));
	const read = new Set(logs.flatMap(({log, reply}) => (reply?.status === 'answered' ? [log.container] : [])));
	return logs.flatMap(({log, reply}) => {
		const isLeftOut = isNotRecorded(reply) && read.has(log.container);
		const text = isLeftOut ? undefined : textIfFound(reply);
		return text === undefined ? [] : [{...log, lines: parseCriLog(text)}];
	});
};

/** Replies in the order of the requests, of as many bytes as they asked for. */
export const logEndsOf = (
	pod: LoggedPod | undefined,
	replies: readonly Reply[],
	bytes = tailBytes,
): readonly LogEnd[] => {
	const cut = logsOf(pod).flatMap(({path}, index) => (isLongerThanRead(replies[index], bytes) ? [path] : []));
	return containerLogsOf(pod, replies).map(log => ({...log, isCut: cut.includes(log.path)}));
};

/** A pod of which only what does not stay up is of interest: most nodes need not read its log at all. */
const endedOf = (pod: LoggedPod | undefined): LoggedPod | undefined =>
	pod && {
		...pod,
		containers: pod.containers.filter(({attempt, state}) => attempt > 1 || state === 'exited'),
	};

export const endedLogRequests = (pod: LoggedPod | undefined): readonly Request[] => logRequests(endedOf(pod));

export const endedLogsOf = (pod: LoggedPod | undefined, replies: readonly Reply[]): readonly ContainerLog[] =>
	containerLogsOf(endedOf(pod), replies);
