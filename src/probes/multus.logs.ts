import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {multusContainers} from './multus.containers.ts';

export const multusLogs = defineProbe({
	id: 'multus.logs',
	summary: "the last lines of Multus' containers, of their latest run and of the one before",
	needs: {multus: multusContainers},
	requests: ({multus}) => logRequests(multus.pod),
	parse: (replies, {multus}) => containerLogsOf(multus.pod, replies),
});
