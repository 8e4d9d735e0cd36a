import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import {calicoAnnouncementOf} from '../parsers/calico-annotations.ts';
import {flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Neighbour} from '../parsers/ip-neighbour.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {formatAddress, networkOf, normaliseAddress, parseCidr} from './cidr.ts';
import {type NodeStanding, standingOf} from './node-standing.ts';
import {ringNeighbours} from './peer-ring.ts';

/** Another node that packets are sent to. */
export interface Peer {
	/** Name of the Node; its address where only the kernel's tables know of it. */
	readonly name: string;
	/** InternalIP. */
	readonly underlay: string;
	/** Where the overlay gives the node an address. */
	readonly overlay?: string;
	readonly standing: NodeStanding;
}

export interface PeerPlan {
	readonly peers: readonly Peer[];
	/** `kernel`: the API did not answer, and flannel's tables told where peers were; some may be gone since. */
	readonly source: 'api' | 'kernel';
}

/** Peers asked in one run, besides those that the operator names. */
const limit = 16;

const hasTunnel = (links: readonly Link[]): boolean => links.some(({name}) => /^flannel[.-]/.test(name));
const hasCalicoTunnel = (links: readonly Link[]): boolean =>
	links.some(({name}) => /^vxlan(?:-v6)?\.calico$/.test(name));

/** The address of vxlan.calico on that node, in the family in which nodes have their first address. */
const calicoAddressOf = ({annotations, internalIps: [internalIp = '']}: KubeNode): string | undefined => {
	const {ipv4, ipv6} = calicoAnnouncementOf(annotations);
	return normaliseAddress((internalIp.includes(':') ? ipv6 : ipv4)?.vxlanTunnel ?? '');
};

/** The address of flannel's device on that node: the network address of its pod CIDR. */
const overlayAddressOf = ({podCidrs, annotations}: KubeNode): string | undefined => {
	const cidr = podCidrs.map(parseCidr).find(parsed => parsed !== undefined);
	try {
		const endpoint = cidr && flannelAnnouncementOf(annotations)?.[cidr.family];
		const isTunnelled = endpoint?.vtepMac !== undefined || endpoint?.publicKey !== undefined;
		return cidr && isTunnelled ? formatAddress(networkOf(cidr)) : undefined;
	} catch {
		return undefined;
	}
};

const peerOf = (node: KubeNode, links: readonly Link[]): Peer | undefined => {
	const [underlay] = node.internalIps;
	const ofFlannel = hasTunnel(links) ? overlayAddressOf(node) : undefined;
	const overlay = ofFlannel ?? (hasCalicoTunnel(links) ? calicoAddressOf(node) : undefined);
	return underlay === undefined
		? undefined
		: {name: node.name, underlay, ...(overlay !== undefined && {overlay}), standing: standingOf(node)};
};

/** kubelet and flannel of Windows nodes answer elsewhere. */
const isLinux = ({labels}: KubeNode): boolean => labels['kubernetes.io/os'] !== 'windows';

interface Asking {
	/** Name of this node. */
	readonly self: string;
	/** Nodes that the operator wants asked, by name or address. */
	readonly wanted: readonly string[];
}

export interface PeerSituation extends Asking {
	readonly nodes: readonly KubeNode[];
	readonly links: readonly Link[];
}

const isNamed = ({name, underlay}: Peer, wanted: readonly string[]): boolean =>
	wanted.includes(name) || wanted.includes(underlay);

/** The next neighbours on the ring, and whom the operator names. */
const choose = (peers: readonly Peer[], {self, wanted}: Asking): readonly Peer[] => {
	const ring = ringNeighbours(
		peers.map(({name}) => name),
		self,
		limit,
	);
	return peers.filter(peer => ring.includes(peer.name) || isNamed(peer, wanted));
};

/** Whom the operator names and who is no peer. */
export const unknownPeers = ({peers}: PeerPlan, wanted: readonly string[]): readonly string[] =>
	wanted.filter(one => !peers.some(peer => isNamed(peer, [one])));

/** Whom this node asks, as the API knows the nodes. */
export const planPeers = ({nodes, links, ...asking}: PeerSituation): PeerPlan => {
	const peers = nodes
		.filter(node => node.name !== asking.self && isLinux(node))
		.map(node => peerOf(node, links))
		.filter(peer => peer !== undefined);
	return {peers: choose(peers, asking), source: 'api'};
};

export interface KernelTables extends Asking {
	readonly links: readonly Link[];
	readonly fdb: readonly FdbEntry[];
	readonly neighbours: readonly Neighbour[];
}

/** Without the API: the VTEPs that flannel entered while there was one. */
export const planPeersOfKernel = ({links, fdb, neighbours, ...asking}: KernelTables): PeerPlan => {
	const devices = new Set(
		links.filter(({name, kind}) => kind === 'vxlan' && /^flannel\./.test(name)).map(({name}) => name),
	);
	const overlays = new Map(
		neighbours
			.filter(({link, mac, states}) => devices.has(link) && mac !== undefined && states.includes('PERMANENT'))
			.map(({link, mac, address}) => [`${link} ${mac}`, address]),
	);
	const peers = new Map<string, Peer>();
	for (const {link, mac, destination} of fdb) {
		if (devices.has(link) && destination !== undefined && mac !== '00:00:00:00:00:00') {
			const overlay = overlays.get(`${link} ${mac}`);
			peers.set(destination, {
				name: destination,
				underlay: destination,
				...(overlay !== undefined && {overlay}),
				standing: 'unknown',
			});
		}
	}
	return {peers: choose([...peers.values()], asking), source: 'kernel'};
};
