import {defineProbe} from '../core/probe.ts';
import {type PodSelection, podRunRequests, selectedPodRun} from '../derive/pod-run.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';

const selection: PodSelection = {
	namespace: 'tigera-operator',
	app: 'tigera-operator',
	main: ['tigera-operator'],
};

export const calicoOperatorContainers = defineProbe({
	id: 'calico.operator-containers',
	summary: 'the pod of the Tigera operator on this node, if it is here, and how its container ended',
	needs: {pods: crictlPods, containers: crictlContainers},
	requests: lists => podRunRequests(selection, lists),
	parse: (replies, lists) => selectedPodRun(selection, lists, replies),
});
