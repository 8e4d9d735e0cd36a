import type {BirdProtocols} from '../parsers/bird-protocols.ts';
import type {BirdNexthop, BirdRoute, BirdRoutes} from '../parsers/bird-routes.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {BirdAnswer} from './bird-daemon.ts';
import {isSameAddress} from './cidr.ts';

/** What became in the kernel of a route that BIRD learned from a neighbour. */
export interface KernelRouteFault {
	readonly kind: 'inTheWay' | 'missing' | 'unresolved';
	readonly route: BirdRoute;
	/** The route that packets take instead. */
	readonly kernel?: Route;
	/** `via 10.0.0.12 on eth0`, where BIRD would send them. */
	readonly way: string;
}

/** BIRD looks at the kernel's routes every 2 seconds. */
const settledAfter = 10_000;

const wayOf = ({type, nexthops}: BirdRoute): string =>
	type === 'unicast'
		? nexthops
				.map(({gateway, dev}) => `${gateway === undefined ? '' : `via ${gateway} `}on ${dev ?? '?'}`)
				.join(' and ')
		: `nowhere (${type})`;

const isSameHop = (one: BirdNexthop, other: BirdNexthop): boolean =>
	one.dev === other.dev &&
	(one.gateway === undefined || other.gateway === undefined
		? one.gateway === other.gateway
		: isSameAddress(one.gateway, other.gateway));

/** Whoever entered it: a static route that leads to the same place does no harm. */
const leadsAlike = (route: BirdRoute, kernel: Route): boolean => {
	const hops = kernel.nexthops.length > 0 ? kernel.nexthops : [kernel];
	return (
		kernel.type === 'unicast' &&
		route.type === 'unicast' &&
		hops.some(hop => route.nexthops.some(nexthop => isSameHop(nexthop, hop)))
	);
};

const faultOf = (route: BirdRoute, routes: readonly Route[]): KernelRouteFault | undefined => {
	const way = wayOf(route);
	if (route.type === 'unreachable') {
		return {kind: 'unresolved', route, way};
	}
	const [taken] = routes.toSorted((one, other) => (one.metric ?? 0) - (other.metric ?? 0));
	if (taken === undefined) {
		return {kind: 'missing', route, way};
	}
	// While BIRD replaces its own route the two differ for a moment.
	const isOwn = taken.protocol === 'bird';
	return isOwn || leadsAlike(route, taken) ? undefined : {kind: 'inTheWay', route, kernel: taken, way};
};

/**
 * BIRDs whose configuration keeps from the kernel whatever they learn: `export none`, or no protocol for the kernel.
 * Not so where a route by one of the neighbours is there all the same, as where Felix enters it.
 */
export const closedBirds = (
	birds: readonly BirdAnswer<BirdProtocols>[],
	routes: readonly Route[],
): readonly BirdAnswer<BirdProtocols>[] =>
	birds.filter(({family, status, value: {kernel, sessions}}) => {
		const telling = sessions.filter(
			({state, routes: counts}) => state === 'Established' && (counts?.imported ?? 0) > 0,
		);
		const isEntered = routes.some(
			({family: other, protocol, gateway}) =>
				other === family &&
				(protocol === 'bird' ||
					(gateway !== undefined && telling.some(({neighbour}) => isSameAddress(neighbour, gateway)))),
		);
		const isClosed = kernel.every(({exportsNothing}) => exportsNothing);
		return isClosed && telling.length > 0 && !status.isRecovering && !isEntered;
	});

/** Grouped by what is wrong; nothing while BIRD starts, when it deliberately enters no routes. */
export const kernelRouteFaults = (
	learned: readonly BirdAnswer<BirdRoutes>[],
	birds: readonly BirdAnswer<BirdProtocols>[],
	routes: readonly Route[],
): readonly {readonly kind: KernelRouteFault['kind']; readonly faults: readonly KernelRouteFault[]}[] => {
	const faults = learned.flatMap(({family, status, value: {preferred, forKernel}}) => {
		const protocols = birds.find(bird => bird.family === family)?.value;
		const neighbours = new Set(protocols?.sessions.map(({name}) => name));
		const isEntering = protocols?.kernel.every(({state}) => state === 'up') === true;
		if (status.isRecovering || !isEntering) {
			return [];
		}
		const byDestination = new Map<string, Route[]>();
		for (const route of routes.filter(({table, family: other}) => table === 'main' && other === family)) {
			byDestination.set(route.destination, [...(byDestination.get(route.destination) ?? []), route]);
		}
		const known = new Set(preferred.map(({destination, protocol}) => `${destination} ${protocol}`));
		return forKernel
			.filter(({destination, protocol}) => known.has(`${destination} ${protocol}`))
			.filter(({protocol, since}) => neighbours.has(protocol) && status.now - since >= settledAfter)
			.flatMap(route => faultOf(route, byDestination.get(route.destination) ?? []) ?? []);
	});
	return (['inTheWay', 'missing', 'unresolved'] as const).flatMap(kind => {
		const same = faults.filter(fault => fault.kind === kind);
		return same.length === 0 ? [] : [{kind, faults: same}];
	});
};
