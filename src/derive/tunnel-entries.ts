import type {IpFamily} from '../core/environment.ts';
import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import type {Neighbour} from '../parsers/ip-neighbour.ts';
import type {Route} from '../parsers/ip-route.ts';
import {normaliseAddress, normaliseCidr} from './cidr.ts';
import {groupBy} from './group-by.ts';

/** What the kernel of this node holds; entries of other devices and families are ignored. */
export interface TunnelEntries {
	readonly family: IpFamily;
	/** flannel.1, flannel-v6.4096; with host-gw no entry has it. */
	readonly device: string;
	readonly routes: readonly Route[];
	readonly neighbours: readonly Neighbour[];
	readonly fdb: readonly FdbEntry[];
}

/** The same by the keys under which a peer is looked up, in normal spelling. */
export interface TunnelIndex {
	/** By destination, whatever the device; of several the one with the lowest metric. */
	readonly routes: ReadonlyMap<string, Route>;
	/** MAC by address; undefined where it is not resolved. */
	readonly neighbours: ReadonlyMap<string, string | undefined>;
	/** Remote addresses by MAC. */
	readonly destinations: ReadonlyMap<string, readonly string[]>;
}

/** What is no address or range stays as it is, and so equals only itself. */
export const normalAddress = (address: string): string => normaliseAddress(address) ?? address;
export const normalCidr = (cidr: string): string => normaliseCidr(cidr) ?? cidr;

const routesByDestination = (routes: readonly Route[], family: IpFamily): ReadonlyMap<string, Route> => {
	const byDestination = new Map<string, Route>();
	for (const route of routes) {
		const key = normalCidr(route.destination);
		const known = byDestination.get(key);
		const isBetter = known === undefined || (route.metric ?? 0) < (known.metric ?? 0);
		if (route.family === family && route.table === 'main' && isBetter) {
			byDestination.set(key, route);
		}
	}
	return byDestination;
};

const destinationsByMac = (fdb: readonly FdbEntry[]): ReadonlyMap<string, readonly string[]> =>
	new Map(
		[...groupBy(fdb, ({mac, destination}) => (destination === undefined ? undefined : mac))].map(
			([mac, entries]) => [
				mac,
				entries.flatMap(({destination}) => (destination === undefined ? [] : normalAddress(destination))),
			],
		),
	);

export const indexTunnelEntries = ({
	family,
	device,
	routes,
	neighbours,
	fdb,
}: TunnelEntries): TunnelIndex => ({
	routes: routesByDestination(routes, family),
	neighbours: new Map(
		neighbours.filter(({link}) => link === device).map(({address, mac}) => [normalAddress(address), mac]),
	),
	destinations: destinationsByMac(fdb.filter(({link}) => link === device)),
});
