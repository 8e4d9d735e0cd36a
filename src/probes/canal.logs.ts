import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {canalContainers} from './canal.containers.ts';

export const canalLogs = defineProbe({
	id: 'canal.logs',
	summary: "the last lines of Canal's containers, of their latest run and of the one before",
	needs: {canal: canalContainers},
	requests: ({canal}) => logRequests(canal.pod),
	parse: (replies, {canal}) => containerLogsOf(canal.pod, replies),
});
