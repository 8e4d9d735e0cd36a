import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {parseRunningPods} from '../parsers/running-pod.ts';
import {rke2NodeName} from './rke2.node-name.ts';
import {runningPodsOf} from './service.host-ports.ts';

export const kubernetesRunningPods = defineProbe({
	id: 'kubernetes.running-pods',
	summary: 'the running pods of this node that have a network of their own, with their addresses',
	needs: {name: rke2NodeName},
	requests: ({name: {name}}) => [runningPodsOf(name)],
	parse: ([reply]) => parseRunningPods(textOf(reply)),
});
