import {defineProbe} from '../core/probe.ts';
import {logEndsOf, logRequests} from '../derive/container-logs.ts';
import {kubeApiserverContainers} from './kube-apiserver.containers.ts';

/** A webhook that is asked about everything fills this in some minutes. */
const tailBytes = 128 * 1024;

export const kubeApiserverLogs = defineProbe({
	id: 'kube-apiserver.logs',
	summary: 'the last lines of kube-apiserver on this server, of its latest run and of the one before',
	needs: {apiserver: kubeApiserverContainers},
	requests: ({apiserver}) => logRequests(apiserver.pod, tailBytes),
	parse: (replies, {apiserver}) => logEndsOf(apiserver.pod, replies, tailBytes),
});
