import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {ciliumContainers} from './cilium.containers.ts';

export const ciliumLogs = defineProbe({
	id: 'cilium.logs',
	summary: "the last lines of the containers of Cilium's pod, of their latest run and of the one before",
	needs: {cilium: ciliumContainers},
	requests: ({cilium}) => logRequests(cilium.pod),
	parse: (replies, {cilium}) => containerLogsOf(cilium.pod, replies),
});
