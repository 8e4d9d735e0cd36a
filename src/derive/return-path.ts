import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Neighbour} from '../parsers/ip-neighbour.ts';
import type {Route} from '../parsers/ip-route.ts';
import {contains, isSameAddress, networkOf, parseAddress, parseCidr} from './cidr.ts';
import {groupBy} from './group-by.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';
import {routeDevices} from './uplinks.ts';

export interface ReturnPathEvidence {
	readonly links: readonly Link[];
	readonly addresses: readonly InterfaceAddress[];
	readonly fdb: readonly FdbEntry[];
	readonly routing: Routing;
}

/** Answers to these peers leave by another device than the one by which their packets arrive. */
export interface Asymmetry {
	/** Of the tunnel, on this node. */
	readonly address: string;
	readonly arrivesAt: string;
	readonly leavesBy: string;
	readonly peers: readonly string[];
}

/** Addresses of such devices are reached through any other one. */
const isReachedAnywhere = (link: Link | undefined): boolean =>
	link === undefined || link.name === 'lo' || link.kind === 'dummy' || link.master !== undefined;

const networksOf = (addresses: readonly InterfaceAddress[], link: string) =>
	addresses
		.filter(entry => entry.link === link && entry.family === 'ipv4')
		.flatMap(({address, prefixLength}) => parseCidr(`${address}/${prefixLength}`) ?? []);

const peersOf = (device: string, fdb: readonly FdbEntry[]): readonly string[] =>
	[...new Set(fdb.flatMap(entry => (entry.link === device ? (entry.destination ?? []) : [])))].sort();

/** Device by which answers leave, where that is certainly not the one by which packets arrive. */
const otherWay = (
	peer: string,
	local: string,
	arrival: string,
	{addresses, routing}: ReturnPathEvidence,
): string | undefined => {
	const own = networksOf(addresses, arrival);
	const address = parseAddress(peer);
	// In a network of both devices, either may answer the question for the address.
	if (address?.family !== 'ipv4' || own.some(network => contains(networkOf(network), address))) {
		return undefined;
	}
	const found = lookupRoute(routing, {destination: peer, source: local});
	const ways = found.kind === 'route' && found.route.type === 'unicast' ? routeDevices(found.route) : [];
	const [leaving] = ways;
	if (leaving === undefined || ways.includes(arrival)) {
		return undefined;
	}
	const shares = networksOf(addresses, leaving).some(network =>
		own.some(other => contains(networkOf(network), other) || contains(networkOf(other), network)),
	);
	return shares ? undefined : leaving;
};

/** The fixed IPv4 address of a VXLAN device, and the device that has it, where packets for it arrive. */
const arrivalOf = (device: string, {links, addresses}: ReturnPathEvidence) => {
	const address = links.find(({name}) => name === device)?.vxlan?.local;
	const holder = addresses.find(entry => address !== undefined && isSameAddress(entry.address, address));
	const arrival = links.find(({name}) => name === holder?.link);
	return address === undefined ||
		holder?.family !== 'ipv4' ||
		arrival === undefined ||
		isReachedAnywhere(arrival)
		? undefined
		: {address, arrivesAt: arrival.name};
};

const byOtherWay = (
	device: string,
	evidence: ReturnPathEvidence,
	otherWayOf: typeof otherWay,
): readonly Asymmetry[] => {
	const arrival = arrivalOf(device, evidence);
	if (arrival === undefined) {
		return [];
	}
	const peersByDevice = groupBy(peersOf(device, evidence.fdb), peer =>
		otherWayOf(peer, arrival.address, arrival.arrivesAt, evidence),
	);
	return [...peersByDevice].map(([leavesBy, peers]) => ({...arrival, leavesBy, peers}));
};

/** Which peers of a VXLAN device with a fixed IPv4 address are answered by another way; what is not certain is left out. */
const asymmetries = (device: string, evidence: ReturnPathEvidence): readonly Asymmetry[] =>
	byOtherWay(device, evidence, otherWay);

/** Device by which packets leave for a peer that is in the network of both it and the one that has the address. */
const wayOfSharedNetwork: typeof otherWay = (peer, local, arrival, {links, addresses, routing}) => {
	const address = parseAddress(peer);
	const isOf = (link: string): boolean =>
		address !== undefined &&
		networksOf(addresses, link).some(network => contains(networkOf(network), address));
	const found = isOf(arrival) ? lookupRoute(routing, {destination: peer, source: local}) : undefined;
	const ways = found?.kind === 'route' && found.route.type === 'unicast' ? routeDevices(found.route) : [];
	const [leaving] = ways;
	const isWayOfItsOwn = !isReachedAnywhere(links.find(({name}) => name === leaving));
	return leaving !== undefined && !ways.includes(arrival) && isWayOfItsOwn && isOf(leaving)
		? leaving
		: undefined;
};

/** Peers in a network that two devices of this node are in: the address of the tunnel is on one, packets leave by the other. */
export const sharedNetworks = (device: string, evidence: ReturnPathEvidence): readonly Asymmetry[] =>
	byOtherWay(device, evidence, wayOfSharedNetwork);

/** A strict filter of reverse paths stands where these peers' packets arrive. */
export interface StrictAsymmetry extends Asymmetry {
	/** rp_filter of all interfaces, and of the one by which packets arrive. */
	readonly all: number;
	readonly own: number;
}

interface FilterSysctls {
	readonly all: {readonly reversePathFilter: number};
	readonly devices: ReadonlyMap<string, {readonly reversePathFilter: number}>;
}

/** The value that counts for what arrives at a device, where that is strict: the greater of its own and of that of all. */
const strictAt = ({all, devices}: FilterSysctls, device: string): {all: number; own: number} | undefined => {
	const own = devices.get(device)?.reversePathFilter;
	return own !== undefined && Math.max(all.reversePathFilter, own) === 1
		? {all: all.reversePathFilter, own}
		: undefined;
};

export const strictAsymmetries = (
	device: string,
	filter: FilterSysctls,
	evidence: ReturnPathEvidence,
): readonly StrictAsymmetry[] =>
	asymmetries(device, evidence).flatMap(found => {
		const strict = strictAt(filter, found.arrivesAt);
		return strict === undefined ? [] : [{...found, ...strict}];
	});

/** A peer whose packets come out of the tunnel, while those to its pods go straight to the address of its end. */
export interface PassedTunnel {
	/** In the tunnel, and of its end. */
	readonly overlay: string;
	readonly underlay: string;
	readonly route: Route;
	readonly all: number;
	readonly own: number;
}

/** IPv4 peers that the CNI has entered into the tunnel, by the address there. */
const enteredPeers = (device: string, fdb: readonly FdbEntry[], neighbours: readonly Neighbour[]) =>
	neighbours
		.filter(
			({link, states, address}) => link === device && states.includes('PERMANENT') && !address.includes(':'),
		)
		.flatMap(({address, mac}) =>
			fdb.flatMap(entry =>
				entry.link === device && entry.mac === mac && entry.destination !== undefined
					? [{overlay: address, underlay: entry.destination}]
					: [],
			),
		);

/** Where the filter is strict at the tunnel itself: peers that this node reaches without it, although the CNI has entered them there. */
export const passedTunnels = (
	device: string,
	filter: FilterSysctls,
	{addresses, fdb, routing}: ReturnPathEvidence,
	neighbours: readonly Neighbour[],
): readonly PassedTunnel[] => {
	const strict = strictAt(filter, device);
	const local = addresses.find(({link, family}) => link === device && family === 'ipv4')?.address;
	if (strict === undefined || local === undefined) {
		return [];
	}
	return enteredPeers(device, fdb, neighbours).flatMap(peer => {
		const found = lookupRoute(routing, {destination: peer.overlay, source: local});
		const isStraight =
			found.kind === 'route' &&
			found.route.dev !== device &&
			found.route.gateway !== undefined &&
			isSameAddress(found.route.gateway, peer.underlay);
		return isStraight ? [{...peer, route: found.route, ...strict}] : [];
	});
};
