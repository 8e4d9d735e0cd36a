import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {calicoContainers} from './calico.containers.ts';

export const calicoLogs = defineProbe({
	id: 'calico.logs',
	summary: 'the last lines of the containers of calico-node, of their latest run and of the one before',
	needs: {calico: calicoContainers},
	requests: ({calico}) => logRequests(calico.pod),
	parse: (replies, {calico}) => containerLogsOf(calico.pod, replies),
});
