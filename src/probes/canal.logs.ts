import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import type {PodRun} from '../derive/pod-run.ts';
import {type LogLine, parseCriLog} from '../parsers/cri-log.ts';
import {canalContainers} from './canal.containers.ts';

/** The end of one container's log. */
export interface ContainerLog {
	readonly container: string;
	readonly attempt: number;
	readonly path: string;
	readonly lines: readonly LogLine[];
}

const tailBytes = 32 * 1024;

/** Where the kubelet keeps logs: https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-location-node */
const logsOf = (pod: PodRun | undefined): readonly Omit<ContainerLog, 'lines'>[] =>
	(pod?.containers ?? []).flatMap(({name, attempt}) =>
		[attempt, attempt - 1]
			.filter(number => number >= 0)
			.map(number => ({
				container: name,
				attempt: number,
				path: `/var/log/pods/${pod?.namespace}_${pod?.name}_${pod?.uid}/${name}/${number}.log`,
			})),
	);

export const canalLogs = defineProbe({
	id: 'canal.logs',
	summary: "the last lines of Canal's containers, of their latest run and of the one before",
	needs: {canal: canalContainers},
	requests: ({canal}) => logsOf(canal.pod).map(({path}) => file(path, tailBytes)),
	parse: (replies, {canal}): readonly ContainerLog[] =>
		logsOf(canal.pod).flatMap((log, index) => {
			const text = textIfFound(replies[index]);
			return text === undefined ? [] : [{...log, lines: parseCriLog(text)}];
		}),
});
