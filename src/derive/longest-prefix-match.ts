import type {IpFamily} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import {type Address, bitsOf, type Cidr, parseCidr} from './cidr.ts';

/** The routes of one table and one family, indexed by prefix length and network. */
export interface RouteTable {
	/** Prefix lengths in use, the longest first. */
	readonly prefixes: readonly number[];
	readonly routes: ReadonlyMap<number, ReadonlyMap<bigint, readonly Route[]>>;
	/** Destinations that are no range of addresses of the route's family. */
	readonly unreadable: readonly string[];
}

/** Linear in the routes, which must be of one family. */
export const routeTableOf = (routes: readonly Route[]): RouteTable => {
	const byPrefix = new Map<number, Map<bigint, Route[]>>();
	const unreadable: string[] = [];
	for (const route of routes) {
		const cidr = parseCidr(route.destination);
		if (cidr === undefined || cidr.family !== route.family) {
			unreadable.push(route.destination);
			continue;
		}
		const networks = byPrefix.get(cidr.prefix) ?? new Map<bigint, Route[]>();
		const key = cidr.value >> BigInt(bitsOf(cidr.family) - cidr.prefix);
		const same = networks.get(key) ?? [];
		same.push(route);
		networks.set(key, same);
		byPrefix.set(cidr.prefix, networks);
	}
	for (const networks of byPrefix.values()) {
		for (const same of networks.values()) {
			same.sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0));
		}
	}
	return {prefixes: [...byPrefix.keys()].toSorted((a, b) => b - a), routes: byPrefix, unreadable};
};

/** One table for each family, of routes that are of one table of the kernel. */
export const routeTablesOf = (routes: readonly Route[]): Readonly<Record<IpFamily, RouteTable>> => {
	const tableOf = (wanted: IpFamily) => routeTableOf(routes.filter(({family}) => family === wanted));
	return {ipv4: tableOf('ipv4'), ipv6: tableOf('ipv6')};
};

/** Next hops that the kernel has given up do not count; those without carrier do, unless a sysctl says otherwise. */
const isUsable = ({flags, nexthops}: Route): boolean =>
	nexthops.length > 0 ? nexthops.some(nexthop => !nexthop.flags.includes('dead')) : !flags.includes('dead');

/** A route with the length of its prefix. */
export interface Match {
	readonly route: Route;
	readonly prefix: number;
}

/** Of routes to the same range the one with the lowest metric that has a next hop; none narrower than `narrowest`. */
export const longestMatch = (
	table: RouteTable,
	{family, value}: Address,
	narrowest: number = bitsOf(family),
): Match | undefined => {
	for (const prefix of table.prefixes.filter(length => length <= narrowest)) {
		const same = table.routes.get(prefix)?.get(value >> BigInt(bitsOf(family) - prefix));
		const route = same?.find(isUsable);
		if (route !== undefined) {
			return {route, prefix};
		}
	}
	return undefined;
};

/** The routes whose range holds all of another, the narrowest first, of equal ones that with the lowest metric. */
export const routesOver = (table: RouteTable, {family, value, prefix}: Cidr): readonly Route[] =>
	table.prefixes
		.filter(length => length <= prefix)
		.flatMap(length => table.routes.get(length)?.get(value >> BigInt(bitsOf(family) - length)) ?? []);
