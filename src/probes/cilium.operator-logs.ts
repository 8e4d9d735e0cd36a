import {defineProbe} from '../core/probe.ts';
import {endedLogRequests, endedLogsOf} from '../derive/container-logs.ts';
import {ciliumOperatorContainers} from './cilium.operator-containers.ts';

export const ciliumOperatorLogs = defineProbe({
	id: 'cilium.operator-logs',
	summary: 'the last lines of the Cilium operator on this node, where it does not stay up',
	needs: {operator: ciliumOperatorContainers},
	requests: ({operator}) => endedLogRequests(operator.pod),
	parse: (replies, {operator}) => endedLogsOf(operator.pod, replies),
});
