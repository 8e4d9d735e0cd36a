import {defineProbe} from '../core/probe.ts';
import {type PodSelection, podRunRequests, selectedPodRun} from '../derive/pod-run.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';

/** Its labels are name and io.cilium/app. */
const selection: PodSelection = {
	namespace: 'kube-system',
	app: '',
	podName: /^cilium-operator-/,
	main: ['cilium-operator'],
};

export const ciliumOperatorContainers = defineProbe({
	id: 'cilium.operator-containers',
	summary: 'the pod of the Cilium operator on this node, if it is here, and how its container ended',
	needs: {pods: crictlPods, containers: crictlContainers},
	requests: lists => podRunRequests(selection, lists),
	parse: (replies, lists) => selectedPodRun(selection, lists, replies),
});
