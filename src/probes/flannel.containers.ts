import {defineProbe} from '../core/probe.ts';
import {type PodSelection, podRunRequests, selectedPodRun} from '../derive/pod-run.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';

const selection: PodSelection = {
	namespace: 'kube-system',
	app: ['flannel', 'canal'],
	main: ['kube-flannel'],
};

export const flannelContainers = defineProbe({
	id: 'flannel.containers',
	summary:
		'the pod of this node that runs flanneld, with its containers, and how those ended that do not run',
	needs: {pods: crictlPods, containers: crictlContainers},
	requests: lists => podRunRequests(selection, lists),
	parse: (replies, lists) => selectedPodRun(selection, lists, replies),
});
