import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {contains, isSameAddress, networkOf, parseAddress, parseCidr} from './cidr.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';

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

const devicesOf = ({dev, nexthops}: Route): readonly string[] =>
	dev === undefined ? nexthops.flatMap(nexthop => nexthop.dev ?? []) : [dev];

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
	const ways = found.kind === 'route' && found.route.type === 'unicast' ? devicesOf(found.route) : [];
	const [leaving] = ways;
	if (leaving === undefined || ways.includes(arrival)) {
		return undefined;
	}
	const shares = networksOf(addresses, leaving).some(network =>
		own.some(other => contains(networkOf(network), other) || contains(networkOf(other), network)),
	);
	return shares ? undefined : leaving;
};

/** Which peers of a VXLAN device with a fixed IPv4 address are answered by another way; what is not certain is left out. */
export const asymmetries = (device: string, evidence: ReturnPathEvidence): readonly Asymmetry[] => {
	const {links, addresses, fdb} = evidence;
	const address = links.find(({name}) => name === device)?.vxlan?.local;
	const holder = addresses.find(entry => address !== undefined && isSameAddress(entry.address, address));
	const arrival = links.find(({name}) => name === holder?.link);
	if (
		address === undefined ||
		holder?.family !== 'ipv4' ||
		arrival === undefined ||
		isReachedAnywhere(arrival)
	) {
		return [];
	}
	const arrivesAt = arrival.name;
	const peersByDevice = new Map<string, string[]>();
	for (const peer of peersOf(device, fdb)) {
		const leavesBy = otherWay(peer, address, arrivesAt, evidence);
		if (leavesBy !== undefined) {
			peersByDevice.set(leavesBy, [...(peersByDevice.get(leavesBy) ?? []), peer]);
		}
	}
	return [...peersByDevice].map(([leavesBy, peers]) => ({address, arrivesAt, leavesBy, peers}));
};

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

export const strictAsymmetries = (
	device: string,
	{all, devices}: FilterSysctls,
	evidence: ReturnPathEvidence,
): readonly StrictAsymmetry[] =>
	asymmetries(device, evidence).flatMap(found => {
		const own = devices.get(found.arrivesAt)?.reversePathFilter;
		return own !== undefined && Math.max(all.reversePathFilter, own) === 1
			? [{...found, all: all.reversePathFilter, own}]
			: [];
	});
