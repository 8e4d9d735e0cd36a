import {logPathOf} from './pod-logs.js';

/** The labels that the kubelet gives a sandbox. */
export const criLabels = ({namespace, name, uid, labels}) => ({
	...labels,
	'io.kubernetes.pod.name': name,
	'io.kubernetes.pod.namespace': namespace,
	'io.kubernetes.pod.uid': uid,
});

const containerState = (pod, container, {startedAt, isInit, pid}) => {
	const isExited = isInit || pod.isFinished === true;
	return {
		id: container.id,
		sandboxId: pod.sandboxId,
		name: container.name,
		attempt: 0,
		image: container.image,
		state: isExited ? 'CONTAINER_EXITED' : 'CONTAINER_RUNNING',
		startedAt,
		...(isExited && {finishedAt: startedAt}),
		exitCode: 0,
		reason: isExited ? 'Completed' : '',
		labels: {
			'io.kubernetes.container.name': container.name,
			'io.kubernetes.pod.name': pod.name,
			'io.kubernetes.pod.namespace': pod.namespace,
			'io.kubernetes.pod.uid': pod.uid,
		},
		logPath: `/var/log/pods/${logPathOf(pod, container)}`,
		pid: isExited ? 0 : pid,
	};
};

/**
 * What the crictl stand-in answers from: `{sandboxes, containers}`. `pids` are process ids in the node by name:
 * of the container's process, and of each sandbox's pause process by sandbox id.
 */
export const criStateOf = (cluster, node, pids) => {
	const startedAt = cluster.startedAt.toISOString();
	const sandboxes = node.pods.map(pod => ({
		id: pod.sandboxId,
		name: pod.name,
		namespace: pod.namespace,
		uid: pod.uid,
		attempt: 0,
		state: pod.isFinished ? 'SANDBOX_NOTREADY' : 'SANDBOX_READY',
		createdAt: startedAt,
		labels: criLabels(pod),
		annotations: {'kubernetes.io/config.source': pod.isStatic ? 'file' : 'api'},
		network: pod.address === undefined ? 'NODE' : 'POD',
		...(pod.address !== undefined && {
			address: pod.address,
			addressV6: pod.addressV6,
			mac: pod.mac,
			hostInterface: pod.hostInterface,
			namespacePath: `/var/run/netns/${pod.namespaceName}`,
		}),
		pid: pids[pod.sandboxId] ?? 0,
	}));
	const containers = node.pods.flatMap(pod => [
		...pod.initContainers.map(container => containerState(pod, container, {startedAt, isInit: true, pid: 0})),
		...pod.containers.map(container =>
			containerState(pod, container, {
				startedAt,
				isInit: false,
				pid: pids[`${pod.name} ${container.name}`] ?? pids[container.name] ?? pids[pod.sandboxId] ?? 0,
			}),
		),
	]);
	return {sandboxes, containers};
};
