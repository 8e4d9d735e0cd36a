import {calicoAnnouncementOf} from '../parsers/calico-annotations.ts';
import {flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import type {WireguardDevice, WireguardPeer} from '../parsers/wireguard.ts';
import {isSameAddress} from './cidr.ts';
import {isInService, standingOf} from './node-standing.ts';

/** A peer that a device calls in vain, and its Node. */
export interface DeafPeer {
	readonly device: string;
	readonly peer: WireguardPeer;
	readonly node: KubeNode;
}

/** A Node that announces another key than a device has for it. */
export interface StaleKey {
	readonly device: string;
	readonly node: KubeNode;
	readonly announced: string;
	/** What the device has at the endpoint of the Node; absent where it has nothing. */
	readonly known?: WireguardPeer;
}

/** Then a session is dead, and no packet is sent before the next handshake: https://www.wireguard.com/papers/wireguard.pdf section 6.1. */
const rejectAfter = 180;

const addressesOf = ({internalIps, annotations}: KubeNode): readonly string[] => {
	const [flannel, calico] = [flannelAnnouncementOf(annotations), calicoAnnouncementOf(annotations)];
	return [
		...internalIps,
		...(['ipv4', 'ipv6'] as const).flatMap(family =>
			[flannel?.[family]?.publicIp, calico[family]?.address?.split('/')[0]].flatMap(address => address ?? []),
		),
	];
};

const isAt = (node: KubeNode, {endpoint}: WireguardPeer): boolean =>
	endpoint !== undefined && addressesOf(node).some(address => isSameAddress(address, endpoint.address));

const keysOf = ({annotations}: KubeNode): readonly string[] => {
	const announced = flannelAnnouncementOf(annotations);
	return [announced?.ipv4?.publicKey, announced?.ipv6?.publicKey].flatMap(key => key ?? []);
};

const isDead = ({handshakeAge}: WireguardPeer): boolean =>
	handshakeAge === undefined || handshakeAge >= rejectAfter;

/**
 * Peers without a session in both samples, to which this node sent between them and from which nothing came.
 * @param reached InternalIPs that answer: a node that is down or starts is still Ready for 40 seconds
 */
export const deafPeers = (
	first: readonly WireguardDevice[],
	last: readonly WireguardDevice[],
	nodes: readonly KubeNode[],
	reached: readonly string[],
): readonly DeafPeer[] =>
	last.flatMap(device =>
		device.peers.flatMap((peer): readonly DeafPeer[] => {
			const before = first
				.find(({name}) => name === device.name)
				?.peers.find(({publicKey}) => publicKey === peer.publicKey);
			const node =
				nodes.find(candidate => keysOf(candidate).includes(peer.publicKey)) ??
				nodes.find(candidate => isAt(candidate, peer));
			const isCalledInVain =
				before !== undefined &&
				[before, peer].every(isDead) &&
				before.sent !== peer.sent &&
				before.received === peer.received;
			const isUp =
				node?.internalIps.some(own => reached.some(address => isSameAddress(own, address))) === true;
			return isCalledInVain && isUp && isInService(standingOf(node))
				? [{device: device.name, peer, node}]
				: [];
		}),
	);

/** Of flannel, which announces keys on the Nodes; nothing as long as the two samples differ. */
export const staleKeys = (
	first: readonly WireguardDevice[],
	last: readonly WireguardDevice[],
	nodes: readonly KubeNode[],
	self: string,
): readonly StaleKey[] => {
	const ofFlannel = (devices: readonly WireguardDevice[]) =>
		devices.filter(({name}) => name.startsWith('flannel-wg'));
	const known = [...ofFlannel(first), ...ofFlannel(last)].flatMap(({peers}) => peers);
	const [device] = ofFlannel(last);
	return device === undefined
		? []
		: nodes.flatMap((node): readonly StaleKey[] => {
				const [announced] = keysOf(node);
				const isKnown = keysOf(node).some(key => known.some(({publicKey}) => publicKey === key));
				if (node.name === self || announced === undefined || isKnown || !isInService(standingOf(node))) {
					return [];
				}
				const peer = known.find(candidate => isAt(node, candidate));
				return [{device: device.name, node, announced, ...(peer !== undefined && {known: peer})}];
			});
};
