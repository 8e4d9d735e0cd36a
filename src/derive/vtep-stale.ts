import {normalAddress, normalCidr, type TunnelEntries} from './tunnel-entries.ts';
import type {VtepAnnouncements} from './vtep-announcement.ts';

/** What is left of a node that is gone, or of its former self: harmless, but a sign that events were missed. */
export interface StaleEntry {
	readonly kind: 'stale-entry';
	readonly entry: 'route' | 'neighbour' | 'fdb';
	/** Destination, address or MAC. */
	readonly name: string;
	/** The node to whose address an FDB entry still points. */
	readonly owner?: string;
}

/** Entries of flannel's device that belong to no current node, whether flannel skips that node or not. */
export const staleEntriesOf = (
	{device, family, routes, neighbours, fdb}: TunnelEntries,
	{podCidrs, macs}: Pick<VtepAnnouncements, 'podCidrs' | 'macs'>,
	nodesByPublicIp: ReadonlyMap<string, readonly string[]>,
): readonly StaleEntry[] => {
	const gateways = new Set([...podCidrs].map(cidr => cidr.slice(0, cidr.lastIndexOf('/'))));
	const staleRoutes = routes.filter(
		route =>
			route.family === family &&
			route.dev === device &&
			// What the kernel adds for the address of the device has no gateway.
			route.gateway !== undefined &&
			!podCidrs.has(normalCidr(route.destination)),
	);
	const staleNeighbours = neighbours.filter(
		({link, address, states}) =>
			link === device && states.includes('PERMANENT') && !gateways.has(normalAddress(address)),
	);
	const staleFdb = fdb.filter(
		({link, mac, destination}) =>
			link === device && destination !== undefined && mac !== '00:00:00:00:00:00' && !macs.has(mac),
	);
	return [
		...staleRoutes.map(({destination}) => stale('route', destination)),
		...staleNeighbours.map(({address}) => stale('neighbour', address)),
		...staleFdb.map(({mac, destination = ''}) =>
			stale('fdb', mac, nodesByPublicIp.get(normalAddress(destination))?.[0]),
		),
	];
};

const stale = (entry: StaleEntry['entry'], name: string, owner?: string): StaleEntry => ({
	kind: 'stale-entry',
	entry,
	name,
	...(owner !== undefined && {owner}),
});
