import type {Link} from '../parsers/ip-link.ts';
import {holds} from './cidr.ts';
import {routeLine, ruleLine} from './iproute-text.ts';
import type {RouteLookup} from './route-lookup.ts';

/**
 * Not to the neighbour itself: by a router, by a device that is not in its network, or not at all. What refuses packets, or takes them for
 * this node's own, is another finding.
 */
export const isAround = (found: RouteLookup, inNetwork: readonly string[]): boolean =>
	found.kind === 'none' ||
	(found.kind === 'route' &&
		(found.route.gateway !== undefined ||
			(found.route.type === 'unicast' &&
				found.route.dev !== undefined &&
				!inNetwork.includes(found.route.dev))));

/** Devices of this node with an address of the network in which another machine is. */
export const devicesIn = (
	addresses: readonly {link: string; address: string; prefixLength: number}[],
	machine: string,
): readonly string[] =>
	addresses.flatMap(({link, address, prefixLength}) =>
		holds(`${address}/${prefixLength}`, machine) ? [link] : [],
	);

/** The device that leads straight to each machine; a router may answer for itself. */
export const deviceBeyond = (found: RouteLookup): string | undefined =>
	found.kind === 'route' && found.route.gateway === undefined ? found.route.dev : undefined;

/** Some providers let machines of one network talk by its router only, and all of it is routed there. */
export const isByRouter = (found: RouteLookup, device: string, network: string): boolean =>
	found.kind === 'route' &&
	found.route.gateway !== undefined &&
	found.route.dev === device &&
	found.route.destination === network;

/** Somebody may have laid all between nodes into it, and then who is silent there can be down. */
export const leadsIntoTunnel = (links: readonly Link[], found: RouteLookup): boolean =>
	links.some(({name, kind}) => name === deviceBeyond(found) && (kind === 'wireguard' || kind === 'tun'));

/** No route of main: a routing rule asked another table first. */
export const isByRule = (found: RouteLookup): boolean => found.kind === 'route' && found.table !== 'main';

/** The same rule may take packets for pods, too. */
export const decidingRules = (found: RouteLookup) =>
	found.kind === 'route' && isByRule(found)
		? [{kind: 'RoutingRule', name: ruleLine(found.rule)} as const]
		: [];

/** As an operator would find it. */
export const wayLine = (found: RouteLookup): string | undefined =>
	found.kind === 'route'
		? `${routeLine(found.route)}${isByRule(found) ? ` table ${found.table}, by rule ${found.rule.priority}: ${ruleLine(found.rule)}` : ''}`
		: undefined;
