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

/** Which peers of a VXLAN device with a fixed IPv4 address are answered by another way; what is not certain is left out. */
export const asymmetries = (
	device: string,
	{links, addresses, fdb, routing}: ReturnPathEvidence,
): readonly Asymmetry[] => {
	const local = links.find(({name}) => name === device)?.vxlan?.local;
	const holder = addresses.find(({address}) => local !== undefined && isSameAddress(address, local));
	const arrival = links.find(({name}) => name === holder?.link);
	if (local === undefined || holder?.family !== 'ipv4' || arrival === undefined || isReachedAnywhere(arrival)) {
		return [];
	}
	const own = networksOf(addresses, arrival.name);
	const peersByDevice = new Map<string, string[]>();
	const peers = new Set(fdb.flatMap(entry => (entry.link === device ? (entry.destination ?? []) : [])));
	for (const peer of peers) {
		const address = parseAddress(peer);
		// In a network of both devices, either may answer the question for the address.
		if (address?.family !== 'ipv4' || own.some(network => contains(networkOf(network), address))) {
			continue;
		}
		const found = lookupRoute(routing, {destination: peer, source: local});
		const [leaving] = found.kind === 'route' && found.route.type === 'unicast' ? devicesOf(found.route) : [];
		const isSymmetric = found.kind !== 'route' || devicesOf(found.route).includes(arrival.name);
		const shares =
			leaving !== undefined &&
			networksOf(addresses, leaving).some(network =>
				own.some(other => contains(networkOf(network), other) || contains(networkOf(other), network)),
			);
		if (leaving !== undefined && !isSymmetric && !shares) {
			peersByDevice.set(leaving, [...(peersByDevice.get(leaving) ?? []), peer]);
		}
	}
	return [...peersByDevice].map(([leavesBy, list]) => ({
		address: local,
		arrivesAt: arrival.name,
		leavesBy,
		peers: list,
	}));
};
