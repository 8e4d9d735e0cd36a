import type {Subject} from '../core/check.ts';
import type {Environment} from '../core/environment.ts';
import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Neighbour} from '../parsers/ip-neighbour.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {calicoVteps} from './calico-vtep.ts';
import {familyOf} from './cidr.ts';
import {type FlannelDevice, flannelDevicesOf} from './flannel-vxlan.ts';
import {groupBy} from './group-by.ts';
import {listNames} from './list-names.ts';
import {isInService, standingOf} from './node-standing.ts';
import {type PeerVtep, type VtepDeviation, vtepMapOf} from './vtep-map.ts';

/** What the kernel holds differently from what a peer announces. */
export interface PeerDeviation<Deviation extends VtepDeviation = VtepDeviation> {
	readonly peer: PeerVtep;
	readonly device: FlannelDevice;
	readonly deviation: Deviation;
}

type OfKind<Kind extends VtepDeviation['kind']> = PeerDeviation<
	Extract<VtepDeviation, {readonly kind: Kind}>
>;

export interface PeerTables {
	readonly nodes: readonly KubeNode[];
	readonly links: readonly Link[];
	readonly routes: readonly Route[];
	readonly neighbours?: readonly Neighbour[];
	readonly fdb?: readonly FdbEntry[];
}

export interface PeerComparison {
	/** Peers of each device that were compared, by the name of the device. */
	readonly compared: ReadonlyMap<string, number>;
	readonly deviations: readonly PeerDeviation[];
}

const isKind = <Kind extends VtepDeviation['kind']>(
	found: PeerDeviation,
	kind: Kind,
): found is OfKind<Kind> => found.deviation.kind === kind;

/** The deviations of one kind, in the order of the nodes. */
export const deviationsOf = <Kind extends VtepDeviation['kind']>(
	{deviations}: PeerComparison,
	kind: Kind,
): readonly OfKind<Kind>[] => deviations.filter(found => isKind(found, kind));

/**
 * Compares the kernel with the announcements of every peer that is in service, for each family. What a table that was
 * not given would tell is among the deviations, and is to be left alone.
 */
export const comparePeers = (
	{nodes, links, routes, neighbours = [], fdb = []}: PeerTables,
	environment: Environment,
): PeerComparison => {
	const self = environment.nodeName.value ?? '';
	// Under another name this node would be its own peer.
	const devices = nodes.some(({name}) => name === self) ? flannelDevicesOf(environment, links) : [];
	const isCalico = environment.cni.value === 'calico';
	const inService = new Set(nodes.filter(node => isInService(standingOf(node))).map(({name}) => name));
	const compared = new Map<string, number>();
	const deviations: PeerDeviation[] = [];
	for (const device of devices) {
		// With eBPF Calico hands the tunnel its destination with each packet: there is nothing to compare.
		if (device.link?.vxlan?.isExternal === true) {
			continue;
		}
		const situation = {family: device.family, device: device.name, routes, neighbours, fdb};
		const {peers} = vtepMapOf({
			...situation,
			nodes,
			self,
			backend: 'vxlan',
			...(isCalico && {announcements: calicoVteps(nodes, device.family, routes)}),
		});
		const judged = peers.filter(({node}) => inService.has(node));
		compared.set(device.name, judged.length);
		deviations.push(...judged.flatMap(peer => peer.deviations.map(deviation => ({peer, device, deviation}))));
	}
	return {compared, deviations};
};

/** What a device has wrong of every peer: one of them to show, how many there are, and their names. */
interface SharedDeviation<Found extends PeerDeviation> {
	readonly first: Found;
	readonly count: number;
	readonly peers: string;
}

/**
 * Deviations by device, apart for those that all its peers share: then one cause is behind them and one finding tells
 * them. A single peer is no such case.
 */
export const sharedByAll = <Found extends PeerDeviation>(
	found: readonly Found[],
	{compared}: PeerComparison,
): {readonly shared: readonly SharedDeviation<Found>[]; readonly single: readonly Found[]} => {
	const groups = [...groupBy(found, ({device}) => device.name)].map(([name, group]) => ({
		group,
		isShared: group.length > 1 && group.length === compared.get(name),
	}));
	return {
		shared: groups
			.filter(({isShared}) => isShared)
			.map(({group}) => ({
				first: group[0],
				count: group.length,
				peers: listNames(group.map(({peer}) => peer.node)),
			})),
		single: groups.filter(({isShared}) => !isShared).flatMap(({group}) => group),
	};
};

/** A peer as the subject of what is wrong in one family. */
export const peerSubject = ({node}: PeerVtep, {isPrimary}: FlannelDevice): Subject => ({
	kind: 'Peer',
	name: isPrimary ? node : `${node} (IPv6)`,
});

/**
 * Whether packets reach the peer with what the kernel has, which then is right, and the announcement is not. What
 * belongs to another node proves nothing: that node may forward the packets.
 */
export const isAnnouncedWrong = (
	{peer, deviation}: PeerDeviation,
	/** Addresses in the overlay that answered. */
	reached: readonly string[],
): boolean =>
	reached.includes(peer.gateway) &&
	!('owner' in deviation) &&
	!peer.deviations.some(({kind}) => kind.startsWith('route-'));

/** An entry that is left of an address which the VTEP of the peer had before: it has its MAC, and no route leads there. */
export const formerNeighbour = (
	{gateway, mac}: PeerVtep,
	device: FlannelDevice,
	neighbours: readonly Neighbour[],
	routes: readonly Route[],
): Neighbour | undefined =>
	neighbours.find(
		entry =>
			entry.link === device.name &&
			mac !== undefined &&
			entry.mac === mac &&
			familyOf(entry.address) === familyOf(gateway) &&
			!routes.some(route => route.dev === device.name && route.gateway === entry.address),
	);

/** What is wrong with the second family does not explain that the peer cannot be reached in the first. */
export const concerning = (
	peer: PeerVtep,
	device: FlannelDevice,
): {readonly about: readonly Subject[]; readonly affects: readonly Subject[]} => {
	const node: Subject = {kind: 'Node', name: peer.node};
	const through: Subject = {kind: 'Interface', name: device.name};
	const subject = peerSubject(peer, device);
	return {about: [node, through], affects: device.isPrimary ? [subject, node] : [subject]};
};
