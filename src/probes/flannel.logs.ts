import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {flannelContainers} from './flannel.containers.ts';

export const flannelLogs = defineProbe({
	id: 'flannel.logs',
	summary: 'the last lines of flanneld and of what prepares it, of the latest run and of the one before',
	needs: {flannel: flannelContainers},
	requests: ({flannel}) => logRequests(flannel.pod),
	parse: (replies, {flannel}) => containerLogsOf(flannel.pod, replies),
});
