import {defineProbe} from '../core/probe.ts';
import {endedLogRequests, endedLogsOf} from '../derive/container-logs.ts';
import {calicoOperatorContainers} from './calico.operator-containers.ts';

export const calicoOperatorLogs = defineProbe({
	id: 'calico.operator-logs',
	summary: 'the last lines of the Tigera operator on this node, where it does not stay up',
	needs: {operator: calicoOperatorContainers},
	requests: ({operator}) => endedLogRequests(operator.pod),
	parse: (replies, {operator}) => endedLogsOf(operator.pod, replies),
});
