import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {nodelocalContainers} from './nodelocal.containers.ts';

export const nodelocalLogs = defineProbe({
	id: 'nodelocal.logs',
	summary: 'the last lines of NodeLocal DNSCache on this node, of its latest run and of the one before',
	needs: {nodelocal: nodelocalContainers},
	requests: ({nodelocal}) => logRequests(nodelocal.pod),
	parse: (replies, {nodelocal}) => containerLogsOf(nodelocal.pod, replies),
});
