import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {usedNetworks} from '../derive/network-use.ts';
import {type AttachedPod, parseAttachedPods} from '../parsers/attached-pod.ts';
import type {NetworkAttachment} from '../parsers/network-attachment.ts';
import {multusNetworks} from './multus.networks.ts';
import {attachedPodsAt, multusPods} from './multus.pods.ts';
import {rke2NodeName} from './rke2.node-name.ts';

/** A workload lives in one namespace; so many of them on one node are no mistake of one. Each costs a list. */
const mostNamespaces = 3;

const isHostLocal = ({config}: NetworkAttachment): boolean =>
	config?.ok === true && config.value.plugins[0]?.ipamType === 'host-local';

const namespacesOf = (
	networks: readonly NetworkAttachment[],
	pods: readonly AttachedPod[],
): readonly string[] => [
	...new Set(
		usedNetworks(networks.filter(isHostLocal), pods).flatMap(({users}) =>
			users.map(({namespace}) => namespace),
		),
	),
];

export const multusPodsElsewhere = defineProbe({
	id: 'multus.pods-elsewhere',
	summary:
		'where pods of this node have addresses that host-local gave them: pods of other nodes in their namespaces that ask Multus for a network',
	needs: {name: rke2NodeName, networks: multusNetworks, pods: multusPods},
	requests: ({name: {name}, networks: {networks}, pods}) =>
		namespacesOf(networks, pods)
			.slice(0, mostNamespaces)
			// Without resourceVersion=0, with which the API sends all of a namespace at once: whole pods, without a limit.
			.map(namespace =>
				attachedPodsAt(`/api/v1/namespaces/${namespace}/pods?fieldSelector=spec.nodeName!%3D${name}`),
			),
	parse: (replies, {networks: {networks}, pods}): readonly AttachedPod[] => {
		const {length} = namespacesOf(networks, pods);
		if (length > mostNamespaces) {
			throw new Unavailable('too-large', `pods of ${length} namespaces have addresses of host-local`);
		}
		return replies.flatMap(reply => parseAttachedPods(textOf(reply)));
	},
});
