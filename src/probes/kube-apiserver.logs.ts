import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {kubeApiserverContainers} from './kube-apiserver.containers.ts';

export const kubeApiserverLogs = defineProbe({
	id: 'kube-apiserver.logs',
	summary: 'the last lines of kube-apiserver on this server, of its latest run and of the one before',
	needs: {apiserver: kubeApiserverContainers},
	requests: ({apiserver}) => logRequests(apiserver.pod),
	parse: (replies, {apiserver}) => containerLogsOf(apiserver.pod, replies),
});
