import {defineProbe} from '../core/probe.ts';
import {endedLogRequests, endedLogsOf} from '../derive/container-logs.ts';
import {ingressContainers} from './ingress.containers.ts';

export const ingressLogs = defineProbe({
	id: 'ingress.logs',
	summary: 'the last lines of the ingress controller of RKE2; only of what was started again or does not run',
	needs: {ingress: ingressContainers},
	requests: ({ingress}) => endedLogRequests(ingress.pod),
	parse: (replies, {ingress}) => endedLogsOf(ingress.pod, replies),
});
