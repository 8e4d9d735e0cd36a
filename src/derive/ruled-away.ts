import type {Route} from '../parsers/ip-route.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import {isClusterDevice} from './cni-devices.ts';
import {isLocal, type PodPlace, placeOf} from './pod-flows.ts';
import {lookupRoute, type RouteLookup, type Routing, routingOf} from './route-lookup.ts';

/** A way to pods in the table main that packets do not take, because a routing rule leads elsewhere or nowhere. */
export interface RuledAway {
	/** `source`: this node where it has chosen its own address before, as for probes of its pods and after the translation of a service. */
	readonly sender: 'node' | 'source' | 'pod';
	readonly way: Route;
	readonly rule: RoutingRule;
	/** Absent: the rule, or what it looked up, refuses the packet. */
	readonly route?: Route;
	readonly refusal?: string;
}

/** Routes of a cluster are alike; a few tell. */
const mostSamples = 20;

const isWay = ({type, table, family, dev = '', protocol, nexthops}: Route): boolean =>
	family === 'ipv4' &&
	table === 'main' &&
	type === 'unicast' &&
	nexthops.length === 0 &&
	(isClusterDevice(dev) || protocol === 'bird');

const isSame = (one: Route, other: Route): boolean =>
	one.dev === other.dev && one.gateway === other.gateway && one.nexthops.length === other.nexthops.length;

interface Senders {
	readonly routing: Routing;
	readonly pod?: PodPlace | undefined;
	/** The address that this node takes for what it sends by its default route. */
	readonly own?: string | undefined;
}

const lookupFrom = (
	sender: RuledAway['sender'],
	{routing, pod, own}: Senders,
	destination: string,
): RouteLookup =>
	lookupRoute(routing, {
		destination,
		...(sender === 'pod' && pod !== undefined && {source: pod.address, incoming: pod.device}),
		...(sender === 'source' && own !== undefined && {source: own}),
	});

const isOfMain = ({family, table, type}: Route): boolean =>
	family === 'ipv4' && table === 'main' && type === 'unicast';

/** By the default route, and the route to the network of its interface. */
const ownSourceOf = (routes: readonly Route[]): string | undefined => {
	const [uplink] = routes
		.filter(route => isOfMain(route) && route.destination === '0.0.0.0/0')
		.toSorted((one, other) => (one.metric ?? 0) - (other.metric ?? 0));
	return (
		uplink?.source ??
		routes.find(route => isOfMain(route) && route.dev === uplink?.dev && route.source !== undefined)?.source
	);
};

const divertedFrom = (
	sender: RuledAway['sender'],
	senders: Senders,
	mainAlone: Routing,
	destination: string,
): RuledAway | undefined => {
	const wanted = lookupFrom(sender, {...senders, routing: mainAlone}, destination);
	if (wanted.kind !== 'route' || !isWay(wanted.route)) {
		return undefined;
	}
	const found = lookupFrom(sender, senders, destination);
	if (found.kind === 'route') {
		const isOfRule = found.table !== 'main' && found.table !== 'local';
		return !isOfRule || isSame(found.route, wanted.route)
			? undefined
			: {sender, way: wanted.route, rule: found.rule, route: found.route};
	}
	return found.kind === 'none' || found.kind === 'undecided' || found.rule.table === 'main'
		? undefined
		: {sender, way: wanted.route, rule: found.rule, refusal: found.kind};
};

/** What this node and a pod of it send to pods of this and other nodes, where a rule decides before the table main does. */
export const ruledAway = (rules: readonly RoutingRule[], routes: readonly Route[]): readonly RuledAway[] => {
	const ways = routes.filter(isWay);
	const local = ways.filter(isLocal).slice(0, mostSamples);
	const remote = ways.filter(way => !isLocal(way)).slice(0, mostSamples);
	const main = rules.filter(({table}) => table === 'main' || table === 'local');
	const [routing, mainAlone] = [routingOf('ipv4', rules, routes), routingOf('ipv4', main, routes)];
	const pod = local[0] === undefined ? undefined : placeOf(local[0]);
	const own = ownSourceOf(routes);
	const senders = {routing, pod, own};
	const ofNode = [...remote, ...local];
	return [
		...ofNode.map(way => ['node', way] as const),
		...(own === undefined ? [] : ofNode).map(way => ['source', way] as const),
		...(pod === undefined ? [] : remote).map(way => ['pod', way] as const),
	].flatMap(([sender, way]) => {
		const place = placeOf(way);
		return place === undefined ? [] : (divertedFrom(sender, senders, mainAlone, place.address) ?? []);
	});
};
