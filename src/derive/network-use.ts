import type {Subject} from '../core/check.ts';
import type {AttachedPod} from '../parsers/attached-pod.ts';
import type {NetworkAttachment} from '../parsers/network-attachment.ts';
import {workloadName} from './workload-name.ts';

interface Named {
	readonly namespace: string;
	readonly name: string;
}

export const networkSubject = ({namespace, name}: Named): Subject => ({
	kind: 'NetworkAttachmentDefinition',
	namespace,
	name,
});

/** The workload: names of pods change. */
export const podSubject = ({namespace, name}: Named): Subject => ({
	kind: 'Pod',
	namespace,
	name: workloadName(name),
});

/** Whether the kubelet has a CNI called for this pod, now or soon. */
export const isAttached = ({isOnHostNetwork, isBeingDeleted, phase}: AttachedPod): boolean =>
	!isOnHostNetwork && !isBeingDeleted && (phase === 'Pending' || phase === 'Running' || phase === 'Unknown');

/** The pods of this node that ask for a network. */
export const usersOf = (network: Named, pods: readonly AttachedPod[]): readonly AttachedPod[] =>
	pods.filter(
		pod =>
			isAttached(pod) &&
			pod.requests.ok &&
			pod.requests.value.some(
				({namespace, name}) => namespace === network.namespace && name === network.name,
			),
	);

/** A network with the pods of this node that ask for it; those that nobody here asks for are left out. */
export const usedNetworks = (
	networks: readonly NetworkAttachment[],
	pods: readonly AttachedPod[],
): readonly {readonly network: NetworkAttachment; readonly users: readonly AttachedPod[]}[] =>
	networks.map(network => ({network, users: usersOf(network, pods)})).filter(({users}) => users.length > 0);

/** `default/web and shop/db`: the workloads in a sentence. */
export const workloadNames = (pods: readonly Named[]): readonly string[] => [
	...new Set(pods.map(({namespace, name}) => `${namespace}/${workloadName(name)}`)),
];
