import type {Route} from '../parsers/ip-route.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {indexTunnelEntries, normalAddress, type TunnelEntries, type TunnelIndex} from './tunnel-entries.ts';
import {
	type Duplicate,
	nodesBy,
	type SkippedNode,
	type Vtep,
	type VtepAnnouncements,
	vtepAnnouncementsOf,
} from './vtep-announcement.ts';
import {type StaleEntry, staleEntriesOf} from './vtep-stale.ts';

/** How the kernel differs from what a peer announces. `owner` is the other node that what it has belongs to. */
export type VtepDeviation =
	| {readonly kind: 'route-missing'}
	| {readonly kind: 'route-elsewhere'; readonly route: Route}
	| {readonly kind: 'route-to-other-peer'; readonly route: Route; readonly owner: string}
	/** Also when the kernel has an entry that it could not resolve. */
	| {readonly kind: 'neighbour-missing'}
	| {readonly kind: 'neighbour-mac'; readonly has: string; readonly expected: string; readonly owner?: string}
	| {readonly kind: 'fdb-missing'}
	| {
			readonly kind: 'fdb-destination';
			readonly has: readonly string[];
			readonly expected: string;
			readonly owner?: string;
	  };

export interface PeerVtep extends Vtep {
	/** `direct`: same subnet, no tunnel needed (DirectRouting, host-gw). */
	readonly path: 'tunnel' | 'direct';
	readonly deviations: readonly VtepDeviation[];
}

export interface VtepMap {
	readonly peers: readonly PeerVtep[];
	readonly skipped: readonly SkippedNode[];
	readonly stale: readonly StaleEntry[];
	/** This node included. */
	readonly duplicates: readonly Duplicate[];
}

export interface VtepSituation extends TunnelEntries {
	readonly nodes: readonly KubeNode[];
	/** Name of this node. */
	readonly self: string;
	readonly backend: 'vxlan' | 'host-gw';
	/** Default: flannel's. */
	readonly announcements?: VtepAnnouncements;
}

interface Owners {
	readonly ofMac: ReadonlyMap<string, readonly string[]>;
	readonly ofPublicIp: ReadonlyMap<string, readonly string[]>;
	readonly ofGateway: ReadonlyMap<string, readonly string[]>;
}

const ownerBut = (
	owners: ReadonlyMap<string, readonly string[]>,
	value: string,
	peer: Vtep,
): {readonly owner?: string} => {
	const owner = owners.get(value)?.find(node => node !== peer.node);
	return owner === undefined ? {} : {owner};
};

const accepts = ({publicIp, publicIpOverwrite}: Vtep, address: string): boolean =>
	address === publicIp || address === publicIpOverwrite;

const isDirect = (route: Route | undefined, peer: Vtep, device: string): boolean =>
	route?.type === 'unicast' &&
	route.dev !== device &&
	route.gateway !== undefined &&
	accepts(peer, normalAddress(route.gateway));

const routeDeviations = (
	route: Route | undefined,
	peer: Vtep,
	{device, backend}: VtepSituation,
	owners: Owners,
): readonly VtepDeviation[] => {
	if (route === undefined) {
		return [{kind: 'route-missing'}];
	}
	const gateway = normalAddress(route.gateway ?? '');
	const isTunnelled = route.type === 'unicast' && route.dev === device;
	if (backend === 'vxlan' && isTunnelled && gateway === peer.gateway) {
		return [];
	}
	const {owner} = ownerBut(isTunnelled ? owners.ofGateway : owners.ofPublicIp, gateway, peer);
	return owner === undefined || route.type !== 'unicast'
		? [{kind: 'route-elsewhere', route}]
		: [{kind: 'route-to-other-peer', route, owner}];
};

const neighbourDeviations = (
	mac: string,
	peer: Vtep,
	kernel: TunnelIndex,
	owners: Owners,
): readonly VtepDeviation[] => {
	const has = kernel.neighbours.get(peer.gateway);
	if (has === undefined) {
		return [{kind: 'neighbour-missing'}];
	}
	return has === mac
		? []
		: [{kind: 'neighbour-mac', has, expected: mac, ...ownerBut(owners.ofMac, has, peer)}];
};

const fdbDeviations = (
	mac: string,
	peer: Vtep,
	kernel: TunnelIndex,
	owners: Owners,
): readonly VtepDeviation[] => {
	const has = kernel.destinations.get(mac) ?? [];
	if (has.some(destination => accepts(peer, destination))) {
		return [];
	}
	const [first] = has;
	return first === undefined
		? [{kind: 'fdb-missing'}]
		: [
				{
					kind: 'fdb-destination',
					has,
					expected: peer.publicIp,
					...ownerBut(owners.ofPublicIp, first, peer),
				},
			];
};

const comparePeer = (peer: Vtep, situation: VtepSituation, kernel: TunnelIndex, owners: Owners): PeerVtep => {
	const route = kernel.routes.get(peer.podCidr);
	if (isDirect(route, peer, situation.device)) {
		return {...peer, path: 'direct', deviations: []};
	}
	const onRoute = routeDeviations(route, peer, situation, owners);
	return peer.mac === undefined
		? {...peer, path: 'direct', deviations: onRoute}
		: {
				...peer,
				path: 'tunnel',
				deviations: [
					...onRoute,
					...neighbourDeviations(peer.mac, peer, kernel, owners),
					...fdbDeviations(peer.mac, peer, kernel, owners),
				],
			};
};

/**
 * Compares what peers announce with the kernel of this node, in one family: for each peer one route, one
 * neighbour and one FDB entry. Linear in nodes and entries.
 * https://github.com/flannel-io/flannel/blob/master/pkg/backend/vxlan/vxlan_network.go
 */
export const vtepMapOf = (situation: VtepSituation): VtepMap => {
	const announced =
		situation.announcements ?? vtepAnnouncementsOf(situation.nodes, situation.family, situation.backend);
	const {vteps, skipped, duplicates} = announced;
	const kernel = indexTunnelEntries(situation);
	const owners: Owners = {
		ofMac: nodesBy(vteps, ({mac}) => mac),
		ofPublicIp: nodesBy(vteps, ({publicIp}) => publicIp),
		ofGateway: nodesBy(vteps, ({gateway}) => gateway),
	};
	return {
		peers: vteps
			.filter(({node}) => node !== situation.self)
			.map(peer => comparePeer(peer, situation, kernel, owners)),
		skipped: skipped.filter(({node}) => node !== situation.self),
		stale: staleEntriesOf(situation, announced, owners.ofPublicIp),
		duplicates,
	};
};
