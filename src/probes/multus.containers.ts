import {defineProbe} from '../core/probe.ts';
import {type PodSelection, podRunRequests, selectedPodRun} from '../derive/pod-run.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';

/** https://github.com/rancher/rke2-charts/tree/main-source/packages/rke2-multus/charts/templates */
const selection: PodSelection = {
	namespace: 'kube-system',
	app: ['rke2-multus', 'multus'],
	// The pods of the DHCP daemon have the same label.
	podName: /^(?:rke2-multus|kube-multus-ds)-\w{5}$/,
	main: ['kube-rke2-multus', 'kube-multus'],
};

export const multusContainers = defineProbe({
	id: 'multus.containers',
	summary: 'the Multus pod of this node with its containers, and how those ended that do not run',
	needs: {pods: crictlPods, containers: crictlContainers},
	requests: lists => podRunRequests(selection, lists),
	parse: (replies, lists) => selectedPodRun(selection, lists, replies),
});
