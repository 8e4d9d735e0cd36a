import type {Cni, Environment} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import {scopeOf} from './address-scope.ts';
import {bitsOf, type Cidr, contains, networkOf, parseCidr} from './cidr.ts';
import {type FormerDevice, isOfOnePod, isPresentDevice} from './former-cni.ts';

/** What a former CNI left behind, and the route of today's that loses against it. */
export interface LostRoute {
	/** `reserved`: an address of the node within a range of pods, which no pod has yet. */
	readonly kind: 'route' | 'address' | 'reserved' | 'pod' | 'blackhole' | 'rule';
	readonly device?: FormerDevice;
	readonly route: Route;
	readonly loser: Route;
	readonly rule?: RoutingRule;
}

interface Ranged {
	readonly route: Route;
	readonly range: Cidr;
	readonly index: number;
}

/** Felix signs its routes so: deviceRouteProtocol in https://docs.tigera.io/calico/latest/reference/felix/configuration */
const felix = '80';

const rangedOf = (routes: readonly Route[]): readonly Ranged[] =>
	routes.flatMap((route, index) => {
		const range = parseCidr(route.destination);
		const isOfPods =
			range !== undefined && range.prefix > 0 && !['link-local', 'multicast'].includes(scopeOf(range));
		return isOfPods ? [{route, range, index}] : [];
	});

/** The longer route wins, then the lower metric, then the one that was there first. */
const winsAgainst = (one: Ranged, other: Ranged): boolean => {
	const metric = (one.route.metric ?? 0) - (other.route.metric ?? 0);
	return (
		contains(other.range, one.range) &&
		(one.range.prefix > other.range.prefix || metric < 0 || (metric === 0 && one.index < other.index))
	);
};

const isHost = ({range}: Ranged): boolean => range.prefix === bitsOf(range.family);

/** What neither host-local nor Cilium hands to a pod: the ends of a node's range, and the gateway. Calico hands out all. */
const isNeverHandedOut = (address: Cidr, range: Cidr, inUse: readonly Cni[]): boolean => {
	const offset = address.value - networkOf(range).value;
	const last = (1n << BigInt(bitsOf(range.family) - range.prefix)) - 1n;
	return (
		!inUse.includes('calico') &&
		(offset === 0n || offset === last || (offset === 1n && !inUse.includes('cilium')))
	);
};

/** Whether a packet without a mark gets into the rule's table, wherever it comes from. */
const isForAll = (rule: RoutingRule): boolean =>
	rule.isInverted === (rule.mark !== undefined) &&
	[rule.from, rule.to, rule.incoming, rule.outgoing, rule.action, rule.goto].every(
		selector => selector === undefined,
	) &&
	[rule.ipProtocol, rule.sourcePorts, rule.destinationPorts].every(selector => selector === undefined) &&
	!rule.hasFurtherSelectors;

/** Tables that the kernel asks before the main one, with the rule that says so. */
const tablesBeforeMain = (rules: readonly RoutingRule[]): ReadonlyMap<string, RoutingRule> => {
	const main = rules.find(rule => rule.table === 'main' && isForAll(rule));
	return new Map(
		rules
			.filter(rule => main !== undefined && rule.priority < main.priority && isForAll(rule))
			.flatMap(rule =>
				rule.table === undefined || ['main', 'local', 'default'].includes(rule.table)
					? []
					: [[rule.table, rule] as const],
			),
	);
};

export interface FormerRouting {
	readonly devices: readonly FormerDevice[];
	readonly inUse: readonly Cni[];
	/** Of all tables, in the kernel's order. */
	readonly routes: readonly Route[];
	/** Those of IPv4. */
	readonly rules: readonly RoutingRule[];
}

/** Routes of devices of a former CNI, and blackholes of a former Calico, that take packets from the routes of today's. */
export const lostToFormer = (
	environment: Environment,
	{devices, inUse, routes, rules}: FormerRouting,
): readonly LostRoute[] => {
	const ranged = rangedOf(routes);
	const isPresent = (name: string | undefined): boolean =>
		name !== undefined && isPresentDevice(name, environment, inUse);
	const inMain = ranged.filter(({route}) => route.table === 'main');
	const present = inMain.filter(({route}) => route.type === 'unicast' && isPresent(route.dev));
	// flannel and Calico keep what is not in use of their own range out of the default route.
	const own = inMain.filter(
		({route: {type, protocol}}) =>
			type === 'blackhole' &&
			environment.cni.value !== 'cilium' &&
			[felix, 'bird'].includes(protocol ?? '') === inUse.includes('calico'),
	);
	const before = tablesBeforeMain(rules);

	const judge = (entry: Ranged): Omit<LostRoute, 'device'> | undefined => {
		const {route, range} = entry;
		if (route.type === 'local' && route.table === 'local') {
			const [longest] = [...present, ...own]
				.filter(other => contains(other.range, range))
				.toSorted((a, b) => b.range.prefix - a.range.prefix);
			if (longest === undefined || (!isHost(longest) && isNeverHandedOut(range, longest.range, inUse))) {
				return undefined;
			}
			return {kind: isHost(longest) ? 'address' : 'reserved', route, loser: longest.route};
		}
		if (route.type !== 'unicast') {
			return undefined;
		}
		const rule = before.get(route.table);
		if (rule !== undefined && range.family === 'ipv4') {
			const lost = present.find(other => contains(other.range, range) || contains(range, other.range));
			return lost && {kind: 'rule', route, loser: lost.route, rule};
		}
		const lost = route.table === 'main' ? present.find(other => winsAgainst(entry, other)) : undefined;
		return lost && {kind: isOfOnePod(route.dev ?? '') ? 'pod' : 'route', route, loser: lost.route};
	};

	const ofDevices = devices.flatMap(device =>
		ranged
			.filter(({route}) => route.dev === device.name)
			.flatMap((entry): readonly LostRoute[] => {
				const lost = judge(entry);
				return lost === undefined ? [] : [{...lost, device}];
			}),
	);
	// A pod of Canal or Calico has a route of its own, longer than any block; other nodes' ranges are route/blackhole's.
	const blocks = inUse.some(cni => cni === 'calico' || cni === 'canal')
		? []
		: inMain.filter(({route}) => route.type === 'blackhole' && route.protocol === felix);
	const ofBlocks = blocks.flatMap((block): readonly LostRoute[] => {
		const lost = present.find(
			other => winsAgainst(block, other) && (inUse.includes('cilium') || other.route.dev === 'cni0'),
		);
		return lost === undefined ? [] : [{kind: 'blackhole', route: block.route, loser: lost.route}];
	});
	return [...ofDevices, ...ofBlocks];
};
