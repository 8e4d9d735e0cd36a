import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {kubeProxyContainers} from './kube-proxy.containers.ts';

export const kubeProxyLogs = defineProbe({
	id: 'kube-proxy.logs',
	summary: 'the last lines of kube-proxy, of its latest run and of the one before',
	needs: {kubeProxy: kubeProxyContainers},
	requests: ({kubeProxy}) => logRequests(kubeProxy.pod),
	parse: (replies, {kubeProxy}) => containerLogsOf(kubeProxy.pod, replies),
});
