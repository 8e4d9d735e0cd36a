import type {Link} from '../parsers/ip-link.ts';
import type {PodNetwork} from './pod-network.ts';

/** An interface of the node on which devices inside pods build. */
export interface AttachedMaster {
	readonly master: Link;
	readonly users: readonly {readonly pod: PodNetwork; readonly device: Link}[];
}

/** Kinds that build on another device, which may be in another namespace. */
const building: readonly string[] = ['macvlan', 'ipvlan', 'vlan', 'macvtap', 'ipvtap'];

/**
 * The number by which the namespace of a pod knows that of the node: there is the other end of the veth pair that the CNI
 * made, with the index that the kernel tells.
 */
const numberOfNode = ({links}: PodNetwork, ofNode: readonly Link[]): number | undefined =>
	links.find(
		({kind, index, peerIndex}) =>
			kind === 'veth' &&
			ofNode.some(link => link.kind === 'veth' && link.index === peerIndex && link.peerIndex === index),
	)?.peerNamespace;

/** What the devices inside pods build on, as the kernel tells it: no NetworkAttachmentDefinition need be read. */
export const attachedMasters = (
	pods: readonly PodNetwork[],
	links: readonly Link[],
): readonly AttachedMaster[] => {
	const uses = pods.flatMap(pod => {
		const node = numberOfNode(pod, links);
		return pod.links
			.filter(
				({kind = '', peerNamespace}) =>
					building.includes(kind) && node !== undefined && peerNamespace === node,
			)
			.map(device => ({pod, device}));
	});
	return links.flatMap(master => {
		const users = uses.filter(({device}) => device.peerIndex === master.index);
		return users.length === 0 ? [] : [{master, users}];
	});
};
