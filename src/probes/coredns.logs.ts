import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {corednsContainers} from './coredns.containers.ts';

export const corednsLogs = defineProbe({
	id: 'coredns.logs',
	summary: 'the last lines of CoreDNS on this node, of its latest run and of the one before',
	needs: {coredns: corednsContainers},
	requests: ({coredns}) => logRequests(coredns.pod),
	parse: (replies, {coredns}) => containerLogsOf(coredns.pod, replies),
});
