import type {IpFamily} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import {isClusterDevice} from './cni-devices.ts';
import {isLocal, type PodPlace, placeOf} from './pod-flows.ts';
import {lookupRoute, type RouteLookup, type RouteQuery, type Routing, routingOf} from './route-lookup.ts';
import {isInMain} from './uplinks.ts';

/** A way to pods in the table main that packets do not take, because a routing rule leads elsewhere or nowhere. */
export interface RuledAway {
	/**
	 * `source`: this node where it has chosen its own address before, as for probes of its pods and after the translation of a
	 * service: that of its uplink, or the one that the route to the pods names.
	 */
	readonly sender: 'node' | 'source' | 'pod' | 'peer';
	readonly way: Route;
	readonly rule: RoutingRule;
	/** Absent: the rule, or what it looked up, refuses the packet. */
	readonly route?: Route;
	readonly refusal?: string;
}

/** Routes of a cluster are alike; a few tell. */
const mostSamples = 20;

const isWay = ({type, table, dev = '', protocol, nexthops}: Route): boolean =>
	table === 'main' &&
	type === 'unicast' &&
	nexthops.length === 0 &&
	(isClusterDevice(dev) || protocol === 'bird');

const isSame = (one: Route, other: Route): boolean =>
	one.dev === other.dev && one.gateway === other.gateway && one.nexthops.length === other.nexthops.length;

/** Whose packets for `way` are looked up: with the address of a pod and its interface, or only with an address of this node. */
interface Sent {
	readonly sender: RuledAway['sender'];
	readonly way: Route;
	readonly source?: string | undefined;
	readonly incoming?: string;
}

/** What is sent: any packet; where rules select by protocol or port, what pods send each other most. */
type Content = Pick<RouteQuery, 'protocol' | 'port'>;

const common: readonly Content[] = [
	{protocol: 'tcp', port: 443},
	{protocol: 'tcp', port: 80},
	{protocol: 'udp', port: 53},
];

const contentsOf = (rules: readonly RoutingRule[]): readonly Content[] =>
	rules.some(({ipProtocol, destinationPorts}) => (ipProtocol ?? destinationPorts) !== undefined)
		? common
		: [{}];

const lookupOf = (
	routing: Routing,
	{source, incoming}: Sent,
	content: Content,
	destination: string,
): RouteLookup =>
	lookupRoute(routing, {
		...content,
		destination,
		...(source !== undefined && {source}),
		...(incoming !== undefined && {incoming}),
	});

/** By the default route, and the route to the network of its interface. */
const ownSourceOf = (routes: readonly Route[]): string | undefined => {
	const [uplink] = routes
		.filter(route => isInMain(route) && /^(?:0\.0\.0\.0|::)\/0$/.test(route.destination))
		.toSorted((one, other) => (one.metric ?? 0) - (other.metric ?? 0));
	return (
		uplink?.source ??
		routes.find(route => isInMain(route) && route.dev === uplink?.dev && route.source !== undefined)?.source
	);
};

/** The jump over the table main without which the packet would find its way. */
const jumpOverMain = (
	routing: Routing,
	sent: Sent,
	content: Content,
	destination: string,
): RoutingRule | undefined =>
	routing.rules.find(jump => {
		const others = jump.goto === undefined ? [] : routing.rules.filter(rule => rule !== jump);
		return lookupOf({...routing, rules: others}, sent, content, destination).kind === 'route';
	});

const divertedOf = (
	routing: Routing,
	mainAlone: Routing,
	sent: Sent,
	content: Content,
): RuledAway | undefined => {
	const {sender, way} = sent;
	const destination = placeOf(way)?.address;
	if (destination === undefined) {
		return undefined;
	}
	const wanted = lookupOf(mainAlone, sent, content, destination);
	if (wanted.kind !== 'route' || !isWay(wanted.route)) {
		return undefined;
	}
	const found = lookupOf(routing, sent, content, destination);
	if (found.kind === 'route') {
		const isOfRule = found.table !== 'main' && found.table !== 'local';
		return !isOfRule || isSame(found.route, wanted.route)
			? undefined
			: {sender, way: wanted.route, rule: found.rule, route: found.route};
	}
	if (found.kind === 'none') {
		const rule = jumpOverMain(routing, sent, content, destination);
		return rule && {sender, way: wanted.route, rule, refusal: 'no route'};
	}
	return found.kind === 'undecided' || found.rule.table === 'main'
		? undefined
		: {sender, way: wanted.route, rule: found.rule, refusal: found.kind};
};

const fromPod = (sender: 'pod' | 'peer', place: PodPlace, ways: readonly Route[]): readonly Sent[] =>
	ways.map(way => ({sender, way, source: place.address, incoming: place.device}));

/**
 * What this node, pods of it, and pods of other nodes send to pods, where a rule decides before the table main does.
 * Pods are alike, but for those that a rule names by their interface.
 */
export const ruledAway = (
	rules: readonly RoutingRule[],
	allRoutes: readonly Route[],
	family: IpFamily,
): readonly RuledAway[] => {
	const routes = allRoutes.filter(route => route.family === family);
	const ways = routes.filter(isWay);
	const allLocal = ways.filter(isLocal);
	const local = allLocal.slice(0, mostSamples);
	const remote = ways.filter(way => !isLocal(way)).slice(0, mostSamples);
	const main = rules.filter(({table}) => table === 'main' || table === 'local');
	const [routing, mainAlone] = [routingOf(family, rules, routes), routingOf(family, main, routes)];
	const named = new Set(rules.flatMap(({incoming}) => incoming ?? []));
	const pods = allLocal.filter(({dev = ''}, index) => index === 0 || named.has(dev));
	const own = ownSourceOf(routes);
	const ofNode = [...remote, ...local];
	const sent: readonly Sent[] = [
		...ofNode.map(way => ({sender: 'node', way}) as const),
		...ofNode.flatMap(way =>
			[...new Set([own, way.source])].flatMap(source =>
				source === undefined ? [] : [{sender: 'source', way, source} as const],
			),
		),
		...pods.flatMap(way => placeOf(way) ?? []).flatMap(place => fromPod('pod', place, remote)),
		...remote
			.slice(0, 1)
			.flatMap(way => placeOf(way) ?? [])
			.flatMap(place => fromPod('peer', place, local)),
	];
	const contents = contentsOf(rules);
	return sent.flatMap(one =>
		contents.flatMap(content => divertedOf(routing, mainAlone, one, content) ?? []).slice(0, 1),
	);
};
