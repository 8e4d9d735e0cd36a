import {defineProbe} from '../core/probe.ts';
import {type PodSelection, podRunRequests, selectedPodRun} from '../derive/pod-run.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';

/** The charts write app.kubernetes.io labels only: https://docs.rke2.io/networking/networking_services */
const selection: PodSelection = {
	namespace: 'kube-system',
	app: '',
	podName: /^rke2-(?:ingress-nginx-controller|traefik)-[a-z0-9]+(?:-[a-z0-9]+)?$/,
	main: ['rke2-ingress-nginx-controller', 'rke2-traefik', 'controller', 'traefik'],
};

export const ingressContainers = defineProbe({
	id: 'ingress.containers',
	summary: 'the pod of RKE2 for ingress on this node, and how it ended where it does not run',
	needs: {pods: crictlPods, containers: crictlContainers},
	requests: lists => podRunRequests(selection, lists),
	parse: (replies, lists) => selectedPodRun(selection, lists, replies),
});
