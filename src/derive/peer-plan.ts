import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import {calicoAnnouncementOf} from '../parsers/calico-annotations.ts';
import {flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Neighbour} from '../parsers/ip-neighbour.ts';
import type {Route} from '../parsers/ip-route.ts';
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
	/** `kernel`: the API did not answer, and the CNI's tables told where peers were; some may be gone since. */
	readonly source: 'api' | 'kernel';
}

/** Peers asked in one run, besides those that the operator names. */
const limit = 16;

const hasTunnel = (links: readonly Link[]): boolean => links.some(({name}) => /^flannel[.-]/.test(name));

/** The address of Calico's tunnel on that node, of the kind that is here too, in the family of its first address. */
const calicoAddressOf = (
	{annotations, internalIps: [internalIp = '']}: KubeNode,
	links: readonly Link[],
): string | undefined => {
	const {ipv4, ipv6} = calicoAnnouncementOf(annotations);
	const endpoint = internalIp.includes(':') ? ipv6 : ipv4;
	const ofVxlan = links.some(({name}) => /^vxlan(?:-v6)?\.calico$/.test(name)) && endpoint?.vxlanTunnel;
	const ofIpip = links.some(({name, isUp}) => name === 'tunl0' && isUp) && endpoint?.ipipTunnel;
	return normaliseAddress(ofVxlan || ofIpip || '');
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
	const overlay = ofFlannel ?? calicoAddressOf(node, links);
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
	readonly routes: readonly Route[];
	/** To which the load balancer of an agent sends: `10.0.0.1:6443`. */
	readonly servers: readonly string[];
}

/** VTEPs that flannel or Felix entered. */
const peersByFdb = ({links, fdb, neighbours}: KernelTables): readonly Peer[] => {
	const devices = new Set(
		links
			.filter(({name, kind}) => kind === 'vxlan' && /^(?:flannel\.\d+|vxlan\.calico)$/.test(name))
			.map(({name}) => name),
	);
	const overlays = new Map(
		neighbours
			.filter(({link, mac, states}) => devices.has(link) && mac !== undefined && states.includes('PERMANENT'))
			.map(({link, mac, address}) => [`${link} ${mac}`, address]),
	);
	return fdb.flatMap(({link, mac, destination}): readonly Peer[] => {
		if (!devices.has(link) || destination === undefined || mac === '00:00:00:00:00:00') {
			return [];
		}
		const overlay = overlays.get(`${link} ${mac}`);
		const common = {name: destination, underlay: destination, standing: 'unknown'} as const;
		return [overlay === undefined ? common : {...common, overlay}];
	});
};

/** Nodes to which BIRD has entered blocks of pods; what other routes lead to as well is a router. */
const peersByBird = ({routes}: KernelTables): readonly Peer[] => {
	const inMain = routes.filter(({table, family}) => table === 'main' && family === 'ipv4');
	const isOfBird = ({protocol, type, destination}: Route): boolean =>
		protocol === 'bird' && type === 'unicast' && !destination.endsWith('/0');
	const routers = new Set(inMain.filter(route => !isOfBird(route)).map(({gateway}) => gateway));
	return inMain
		.filter(isOfBird)
		.flatMap(({gateway}) =>
			gateway === undefined || routers.has(gateway)
				? []
				: [{name: gateway, underlay: gateway, standing: 'unknown'} as const],
		);
};

/** Servers are nodes, too, and the ones that an agent misses most. */
const servers = ({servers: addresses}: KernelTables): readonly Peer[] =>
	addresses.flatMap(server => {
		const [, address] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(server) ?? [];
		return address === undefined ? [] : [{name: address, underlay: address, standing: 'unknown'} as const];
	});

/** Without the API: the nodes that the CNI entered into the kernel while there was one, and those that RKE2 knows as servers. */
export const planPeersOfKernel = (tables: KernelTables): PeerPlan => {
	const peers = new Map(
		[...servers(tables), ...peersByBird(tables), ...peersByFdb(tables)].map(peer => [peer.underlay, peer]),
	);
	return {peers: choose([...peers.values()], tables), source: 'kernel'};
};
