import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api, type Request} from '../core/request.ts';
import {type AttachedPod, parseAttachedPods} from '../parsers/attached-pod.ts';
import {rke2NodeName} from './rke2.node-name.ts';

const annotations = [
	...['k8s.v1.cni.cncf.io/networks', 'k8s.v1.cni.cncf.io/network-status'],
	...['k8s.v1.cni.cncf.io/networks-status', 'v1.multus-cni.io/default-network'],
];

/** Of a list of pods what Multus is asked and has answered. */
export const attachedPodsAt = (path: string): Request =>
	api(
		path,
		...['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp'].map(key => `metadata.${key}`),
		...annotations.map(key => `metadata.annotations["${key}"]`),
		'spec.hostNetwork',
		'status.phase',
	);

export const multusPods = defineProbe({
	id: 'multus.pods',
	summary: 'the pods of this node that ask Multus for a network, and which networks they have',
	needs: {name: rke2NodeName},
	requests: ({name: {name}}) => [
		attachedPodsAt(`/api/v1/pods?fieldSelector=spec.nodeName%3D${name}&resourceVersion=0`),
	],
	parse: ([reply]): readonly AttachedPod[] => parseAttachedPods(textOf(reply)),
});
