import type {IpFamily} from '../core/environment.ts';
import {calicoAnnouncementOf} from '../parsers/calico-annotations.ts';
import {flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {bytesOfTransfer, type WireguardDevice, type WireguardPeer} from '../parsers/wireguard.ts';
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

const flannelKeysOf = ({annotations}: KubeNode): readonly string[] => {
	const announced = flannelAnnouncementOf(annotations);
	return [announced?.ipv4?.publicKey, announced?.ipv6?.publicKey].flatMap(key => key ?? []);
};

const calicoKeysOf = ({annotations}: KubeNode, family: IpFamily): readonly string[] => {
	const key = calicoAnnouncementOf(annotations)[family]?.wireguardKey;
	return key === undefined ? [] : [key];
};

const keysOf = (node: KubeNode): readonly string[] => [
	...flannelKeysOf(node),
	...calicoKeysOf(node, 'ipv4'),
	...calicoKeysOf(node, 'ipv6'),
];

const isDead = ({handshakeAge}: WireguardPeer): boolean =>
	handshakeAge === undefined || handshakeAge >= rejectAfter;

/**
 * Peers without a session in both samples, to which this node sent between them and from which nothing came.
 * @param isUp a node that is down or starts is still Ready for 40 seconds
 */
const calledInVain = (
	first: readonly WireguardDevice[],
	last: readonly WireguardDevice[],
	nodes: readonly KubeNode[],
	isUp: (node: KubeNode, peer: WireguardPeer, device: string) => boolean,
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
			return isCalledInVain &&
				node !== undefined &&
				isUp(node, peer, device.name) &&
				isInService(standingOf(node))
				? [{device: device.name, peer, node}]
				: [];
		}),
	);

const isReached = ({internalIps}: KubeNode, reached: readonly string[]): boolean =>
	internalIps.some(own => reached.some(address => isSameAddress(own, address)));

/**
 * Those of them that answer at their own address.
 * @param reached InternalIPs that answer
 */
export const deafPeers = (
	first: readonly WireguardDevice[],
	last: readonly WireguardDevice[],
	nodes: readonly KubeNode[],
	reached: readonly string[],
): readonly DeafPeer[] => calledInVain(first, last, nodes, node => isReached(node, reached));

/**
 * Felix that encrypts between hosts sends what is for the node itself by WireGuard, too: without a session nothing of it
 * answers. `wireguardHostEncryptionEnabled` of https://docs.tigera.io/calico/latest/reference/resources/felixconfig
 */
const isWhollyEncrypted = ({endpoint, allowedIps}: WireguardPeer, device: string): boolean =>
	device.endsWith('.cali') &&
	endpoint !== undefined &&
	allowedIps.some(range => isSameAddress(range.split('/')[0] ?? '', endpoint.address));

/** Like `deafPeers`, with those that could answer by WireGuard alone: they are up as far as the API knows, and for long. */
export const deafOrSealedPeers = (
	first: readonly WireguardDevice[],
	last: readonly WireguardDevice[],
	nodes: readonly KubeNode[],
	reached: readonly string[],
): readonly DeafPeer[] =>
	calledInVain(
		first,
		last,
		nodes,
		(node, peer, device) =>
			isReached(node, reached) || (isWhollyEncrypted(peer, device) && hasLongFailed(peer)),
	);

/** Those to which a device of Calico has no session: whether it has their keys is not told by the list of Nodes. */
export const nodesWithoutSession = (
	devices: readonly WireguardDevice[],
	nodes: readonly KubeNode[],
): readonly KubeNode[] => {
	const dead = devices.filter(({name}) => name.endsWith('.cali')).flatMap(({peers}) => peers.filter(isDead));
	return nodes.filter(node => dead.some(peer => isAt(node, peer)));
};

/** What a node sends to ask for a session, every five seconds or more: section 5.4.2 there, and `REKEY_TIMEOUT` of 6.1. */
const initiation = 148;

/** Without a session for minutes, or for a minute since it was entered: not one whose key has just been changed. */
const hasLongFailed = ({handshakeAge, sent}: WireguardPeer): boolean =>
	handshakeAge === undefined ? bytesOfTransfer(sent) >= 12 * initiation : handshakeAge >= rejectAfter;

/** The devices of one announcement of keys: flannel's of both families are looked at together. */
const groups: readonly {readonly devices: RegExp; readonly keysOf: (node: KubeNode) => readonly string[]}[] =
	[
		{devices: /^flannel-wg(?:-v6)?$/, keysOf: flannelKeysOf},
		{devices: /^wireguard\.cali$/, keysOf: node => calicoKeysOf(node, 'ipv4')},
		{devices: /^wg-v6\.cali$/, keysOf: node => calicoKeysOf(node, 'ipv6')},
	];

/**
 * Nothing as long as the two samples differ. A node that flannel did not enter is cut off; Calico sends to it without
 * encryption, so that there only one that was entered with another key counts.
 */
export const staleKeys = (
	first: readonly WireguardDevice[],
	last: readonly WireguardDevice[],
	nodes: readonly KubeNode[],
	self: string,
): readonly StaleKey[] =>
	groups.flatMap(({devices, keysOf}) => {
		const known = [...first, ...last].filter(({name}) => devices.test(name)).flatMap(({peers}) => peers);
		const device = last.find(({name}) => devices.test(name));
		return device === undefined
			? []
			: nodes.flatMap((node): readonly StaleKey[] => {
					const [announced] = keysOf(node);
					const isKnown = keysOf(node).some(key => known.some(({publicKey}) => publicKey === key));
					if (node.name === self || announced === undefined || isKnown || !isInService(standingOf(node))) {
						return [];
					}
					const atNode = known.filter(candidate => isAt(node, candidate));
					const isCut = device.name.startsWith('flannel-wg')
						? atNode.every(isDead)
						: atNode.length > 0 && atNode.every(hasLongFailed);
					const [peer] = atNode;
					return isCut
						? [{device: device.name, node, announced, ...(peer !== undefined && {known: peer})}]
						: [];
				});
	});

/** A device whose key is not the one that its own Node announces, so that none of its peers has a session with it. */
export interface UnannouncedKey {
	readonly device: string;
	readonly publicKey: string;
	readonly announced: readonly string[];
}

/** Devices whose key others do not know: both samples have it, and nobody has a session with it. */
export const unannouncedKeys = (
	first: readonly WireguardDevice[],
	last: readonly WireguardDevice[],
	node: KubeNode,
): readonly UnannouncedKey[] =>
	last.flatMap(({name, publicKey, peers}): readonly UnannouncedKey[] => {
		const before = first.find(device => device.name === name);
		const announced = groups.find(({devices}) => devices.test(name))?.keysOf(node) ?? [];
		const isUnknown =
			publicKey !== undefined &&
			before?.publicKey === publicKey &&
			announced.length > 0 &&
			!announced.includes(publicKey);
		const isAlone = [...(before?.peers ?? []), ...peers].every(isDead) && peers.some(hasLongFailed);
		return isUnknown && isAlone ? [{device: name, publicKey, announced}] : [];
	});
