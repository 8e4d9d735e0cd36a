import {mergedFromLayers} from '../cni.js';
import {addressesOf, inFamilies} from '../families.js';
import {uuidOf} from '../identifiers.js';
import {seconds} from './metadata.js';

const running = (cluster, {name, image, id}, extra = {}) => ({
	containerID: `containerd://${id}`,
	image: `docker.io/${image}`,
	imageID: `docker.io/${image}`,
	lastState: {},
	name,
	ready: true,
	restartCount: 0,
	started: true,
	state: {running: {startedAt: seconds(cluster.startedAt)}},
	...extra,
});

const completed = (cluster, container) =>
	running(cluster, container, {
		ready: true,
		started: false,
		state: {
			terminated: {
				containerID: `containerd://${container.id}`,
				exitCode: 0,
				finishedAt: seconds(cluster.startedAt),
				reason: 'Completed',
				startedAt: seconds(cluster.startedAt),
			},
		},
	});

const conditions = (cluster, isFinished) =>
	['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(type => {
		const isFalse = isFinished && ['PodReadyToStartContainers', 'Ready', 'ContainersReady'].includes(type);
		return {
			type,
			status: isFalse ? 'False' : 'True',
			...(isFalse && {reason: 'PodCompleted'}),
			lastTransitionTime: seconds(cluster.startedAt),
		};
	});

const apiVersionOf = {DaemonSet: 'apps/v1', ReplicaSet: 'apps/v1', Job: 'batch/v1', Node: 'v1'};

const annotationsOf = (cluster, pod) => ({
	...(pod.isStatic && {
		'kubernetes.io/config.source': 'file',
		'kubernetes.io/config.mirror': pod.sandboxId.slice(0, 32),
	}),
	...mergedFromLayers(cluster, 'podAnnotations', pod, cluster),
});

/** A pod as the API server shows it. */
export const podObject = (cluster, node, pod) => {
	const {namespace, name, uid, labels, owner, address = node.address, isFinished = false} = pod;
	const state = isFinished ? completed : running;
	return {
		metadata: {
			name,
			namespace,
			uid,
			resourceVersion: '4711',
			creationTimestamp: seconds(cluster.startedAt),
			labels,
			annotations: annotationsOf(cluster, pod),
			ownerReferences: [
				{
					apiVersion: apiVersionOf[owner.kind],
					controller: true,
					kind: owner.kind,
					name: owner.name,
					uid: uuidOf(`${owner.kind} ${owner.name}`),
				},
			],
		},
		spec: {
			containers: pod.containers.map(container => ({name: container.name, image: container.image})),
			...(pod.initContainers.length > 0 && {
				initContainers: pod.initContainers.map(container => ({name: container.name, image: container.image})),
			}),
			dnsPolicy: pod.address === undefined ? 'Default' : 'ClusterFirst',
			...(pod.address === undefined && {hostNetwork: true}),
			nodeName: node.name,
			restartPolicy: isFinished ? 'OnFailure' : 'Always',
			tolerations: [{operator: 'Exists'}],
		},
		status: {
			conditions: conditions(cluster, isFinished),
			containerStatuses: pod.containers.map(container => state(cluster, container)),
			hostIP: node.address,
			hostIPs: inFamilies(node, 'address').map(ip => ({ip})),
			initContainerStatuses: pod.initContainers.map(container => completed(cluster, container)),
			phase: isFinished ? 'Succeeded' : 'Running',
			podIP: address,
			podIPs: addressesOf({...pod, address}).map(ip => ({ip})),
			startTime: seconds(cluster.startedAt),
		},
	};
};
