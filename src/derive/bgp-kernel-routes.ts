import type {BirdProtocols} from '../parsers/bird-protocols.ts';
import type {BirdNexthop, BirdRoute, BirdRoutes} from '../parsers/bird-routes.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {BirdAnswer} from './bird-daemon.ts';
import {holds, isSameAddress} from './cidr.ts';
import {groupBy} from './group-by.ts';

/** What became in the kernel of a route that BIRD learned from a neighbour. */
export interface KernelRouteFault {
	readonly kind: 'inTheWay' | 'missing' | 'stale' | 'unresolved';
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

/** Where no route of BIRD leads any more, it is not just replacing one by another. */
const isForgotten = ({gateway, nexthops}: Route, hops: readonly BirdNexthop[]): boolean =>
	gateway !== undefined &&
	nexthops.length === 0 &&
	!hops.some(hop => hop.gateway !== undefined && isSameAddress(hop.gateway, gateway));

const faultOf = (
	route: BirdRoute,
	routes: readonly Route[],
	/** Those of all routes that BIRD prefers. */
	hops: readonly BirdNexthop[],
): KernelRouteFault | undefined => {
	const way = wayOf(route);
	if (route.type === 'unreachable') {
		return {kind: 'unresolved', route, way};
	}
	const [taken] = routes.toSorted((one, other) => (one.metric ?? 0) - (other.metric ?? 0));
	if (taken === undefined) {
		return {kind: 'missing', route, way};
	}
	if (leadsAlike(route, taken)) {
		return undefined;
	}
	if (taken.protocol !== 'bird') {
		return {kind: 'inTheWay', route, kernel: taken, way};
	}
	// While BIRD replaces its own route the two differ for a moment.
	return isForgotten(taken, hops) ? {kind: 'stale', route, kernel: taken, way} : undefined;
};

/** A BIRD that keeps from the kernel what it learned, and the ways to pods that are lacking there. */
export interface ClosedBird {
	readonly bird: BirdAnswer<BirdProtocols>;
	readonly withheld: readonly [BirdRoute, ...BirdRoute[]];
}

/**
 * BIRDs whose configuration keeps from the kernel whatever they learn, `export none` or no protocol for the kernel, and
 * with it the ways to pods of other nodes. Nothing where the kernel has one of these: a site whose BIRD only announces
 * leaves them to Felix, or to routers.
 */
export const closedBirds = (
	birds: readonly BirdAnswer<BirdProtocols>[],
	learned: readonly BirdAnswer<BirdRoutes>[],
	routes: readonly Route[],
	pods: readonly string[],
): readonly ClosedBird[] =>
	birds.flatMap(bird => {
		const {family, status, value} = bird;
		const neighbours = new Set(
			value.sessions.filter(({state}) => state === 'Established').map(({name}) => name),
		);
		const toPods = learned
			.filter(answer => answer.family === family)
			.flatMap(answer => answer.value.preferred)
			.filter(
				({destination, protocol, since, type}) =>
					type === 'unicast' &&
					neighbours.has(protocol) &&
					status.now - since >= settledAfter &&
					pods.some(range => holds(range, destination)),
			);
		const isEntered = toPods.some(({destination}) =>
			routes.some(
				route =>
					route.type === 'unicast' &&
					!route.destination.endsWith('/0') &&
					holds(route.destination, destination),
			),
		);
		const isClosed = value.kernel.every(({exportsNothing}) => exportsNothing);
		const [first, ...more] = toPods;
		return isClosed && first !== undefined && !status.isRecovering && !isEntered
			? [{bird, withheld: [first, ...more]}]
			: [];
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
		const byDestination = groupBy(routes, ({table, family: other, destination}) =>
			table === 'main' && other === family ? destination : undefined,
		);
		const hops = preferred.flatMap(({nexthops}) => nexthops);
		const known = new Set(preferred.map(({destination, protocol}) => `${destination} ${protocol}`));
		return forKernel
			.filter(({destination, protocol}) => known.has(`${destination} ${protocol}`))
			.filter(({protocol, since}) => neighbours.has(protocol) && status.now - since >= settledAfter)
			.flatMap(route => faultOf(route, byDestination.get(route.destination) ?? [], hops) ?? []);
	});
	return (['inTheWay', 'stale', 'missing', 'unresolved'] as const).flatMap(kind => {
		const same = faults.filter(fault => fault.kind === kind);
		return same.length === 0 ? [] : [{kind, faults: same}];
	});
};
