import {defineProbe} from '../core/probe.ts';
import {type PodSelection, podRunRequests, selectedPodRun} from '../derive/pod-run.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';

const selection: PodSelection = {
	namespace: 'kube-system',
	app: 'kube-apiserver',
	main: ['kube-apiserver'],
};

export const kubeApiserverContainers = defineProbe({
	id: 'kube-apiserver.containers',
	summary: 'the kube-apiserver pod of this server, and how it ended where it does not run',
	needs: {pods: crictlPods, containers: crictlContainers},
	requests: lists => podRunRequests(selection, lists),
	parse: (replies, lists) => selectedPodRun(selection, lists, replies),
});
