import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {contains, formatCidr, networkOf, parseAddress, parseCidr} from './cidr.ts';
import {defaultRoutes} from './uplinks.ts';

/**
 * Addresses from which this node speaks: as source of the default route or of the network in which its gateway is, or
 * as end of its tunnel. A Node that has one of them too is what is left of one that was renamed, or whose address was
 * given to this one: nothing is to be taken away here.
 */
export const spokenFrom = (routes: readonly Route[], links: readonly Link[]): ReadonlySet<string> => {
	const ofRoutes = defaultRoutes(routes, 'ipv4').flatMap(({dev, gateway, source}) => {
		const via = gateway === undefined ? undefined : parseAddress(gateway);
		return source !== undefined || via === undefined
			? [source]
			: routes
					.filter(route => route.table === 'main' && route.type === 'unicast' && route.dev === dev)
					.filter(route => {
						const network = parseCidr(route.destination);
						return network !== undefined && network.prefix > 0 && contains(network, via);
					})
					.map(route => route.source);
	});
	return new Set(
		[...ofRoutes, ...links.map(({vxlan}) => vxlan?.local)].filter(address => address !== undefined),
	);
};

/** The command that takes a local route away: an address is deleted by the prefix length with which it was added; a range is local by its address, on lo. */
export const removalOf = (
	route: string,
	{dev, destination}: Route,
	addresses: readonly InterfaceAddress[],
): string => {
	const made = addresses.find(({link, address, prefixLength}) => {
		const cidr = parseCidr(`${address}/${prefixLength}`);
		const isOrigin = `${address}/32` === destination || (cidr && formatCidr(networkOf(cidr)) === destination);
		return link === dev && isOrigin;
	});
	return made === undefined
		? `ip route del ${route}`
		: `ip address del ${made.address}/${made.prefixLength} dev ${made.link}`;
};

/**
 * Tells the route by which the kernel takes an IPv4 address for one of this node, or for the broadcast address of a network
 * that it is in: it refuses routes by such a gateway.
 * `fib_check_nh_v4_gw` of https://github.com/torvalds/linux/blob/master/net/ipv4/fib_semantics.c
 */
export const unusableGateways = (routes: readonly Route[]): ((gateway: string) => Route | undefined) => {
	const taken = routes
		.filter(
			({family, table, type}) =>
				family === 'ipv4' && table === 'local' && (type === 'local' || type === 'broadcast'),
		)
		.flatMap(route => {
			const range = parseCidr(route.destination);
			return range === undefined ? [] : [{route, range}];
		});
	return gateway => {
		const address = parseAddress(gateway);
		return address && taken.find(({range}) => contains(range, address))?.route;
	};
};
