import type {IpFamily} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {PortRange, RoutingRule} from '../parsers/ip-rule.ts';
import {scopeOf} from './address-scope.ts';
import {type Address, contains, parseAddress, parseCidr} from './cidr.ts';
import {groupBy} from './group-by.ts';
import {longestMatch, type RouteTable, routeTableOf} from './longest-prefix-match.ts';

/** Rules and routes of one family, indexed for many look-ups. */
export interface Routing {
	readonly family: IpFamily;
	readonly rules: readonly RoutingRule[];
	readonly tables: ReadonlyMap<string, RouteTable>;
}

/** A packet that this node sends (no `incoming`) or forwards. An absent source is one not chosen yet, as `ip route get` asks. */
export interface RouteQuery {
	readonly destination: string;
	readonly source?: string;
	readonly incoming?: string;
	readonly mark?: number;
	/** Absent: not asked for; a rule that selects by it leaves the answer undecided. */
	readonly protocol?: 'tcp' | 'udp';
	/** Where it goes to. */
	readonly port?: number;
}

export type RouteLookup =
	| {readonly kind: 'route'; readonly route: Route; readonly table: string; readonly rule: RoutingRule}
	/** By a route of that type, or by a rule whose action it is. */
	| {
			readonly kind: 'unreachable' | 'blackhole' | 'prohibit';
			readonly rule: RoutingRule;
			readonly route?: Route;
	  }
	| {readonly kind: 'none'}
	| {readonly kind: 'undecided'; readonly why: string};

type Refusal = 'unreachable' | 'blackhole' | 'prohibit';

/** `routes` must be those of all tables; those of the other family are left out. Linear in the routes. */
export const routingOf = (
	family: IpFamily,
	rules: readonly RoutingRule[],
	routes: readonly Route[],
): Routing => {
	const tables = groupBy(routes, route => (route.family === family ? route.table : undefined));
	return {
		family,
		rules: rules.toSorted((a, b) => a.priority - b.priority),
		tables: new Map([...tables].map(([name, ofTable]) => [name, routeTableOf(ofTable)])),
	};
};

interface Packet {
	readonly destination: Address;
	readonly source: Address;
	readonly incoming: string;
	readonly mark: number;
	readonly protocol: RouteQuery['protocol'];
	readonly port: number | undefined;
}

const isOfProtocol = (selected: string | undefined, protocol: RouteQuery['protocol']): boolean | undefined =>
	selected === undefined ? true : protocol === undefined ? undefined : selected === protocol;

const isOfPorts = (range: PortRange | undefined, port: number | undefined): boolean | undefined => {
	if (range === undefined) {
		return true;
	}
	return port === undefined ? undefined : port >= range.first && port <= range.last;
};

const isInRange = (range: string | undefined, address: Address): boolean | undefined => {
	const cidr = range === undefined ? undefined : parseCidr(range);
	if (cidr === undefined) {
		return range === undefined ? true : undefined;
	}
	return contains(cidr, address);
};

/** Undefined: the rule selects by something that a look-up does not know. */
const isSelected = (rule: RoutingRule, packet: Packet): boolean | undefined => {
	const selectors = [
		isInRange(rule.from, packet.source),
		isInRange(rule.to, packet.destination),
		rule.mark === undefined || ((packet.mark ^ rule.mark) & (rule.mask ?? -1)) === 0,
		rule.incoming === undefined || rule.incoming === packet.incoming,
		// A look-up is not bound to a device.
		rule.outgoing === undefined,
		isOfProtocol(rule.ipProtocol, packet.protocol),
		isOfPorts(rule.destinationPorts, packet.port),
		// Which port a caller chooses is not known.
		isOfPorts(rule.sourcePorts, undefined),
		rule.hasFurtherSelectors ? undefined : true,
	];
	const isMatch = selectors.includes(false) ? false : selectors.includes(undefined) ? undefined : true;
	return isMatch === undefined ? undefined : isMatch !== rule.isInverted;
};

const inWords = (rule: RoutingRule): string => `rule ${rule.priority}`;
const undecided = (why: string): RouteLookup => ({kind: 'undecided', why});
const isRefusal = (type: string): type is Refusal => ['unreachable', 'blackhole', 'prohibit'].includes(type);

/** What one rule decides, were it selected; undefined: the next rule is asked. */
const decide = (routing: Routing, rule: RoutingRule, destination: Address): RouteLookup | undefined => {
	if (rule.action !== undefined) {
		if (isRefusal(rule.action)) {
			return {kind: rule.action, rule};
		}
		return rule.action === 'nop' ? undefined : undecided(`${inWords(rule)} has the action ${rule.action}`);
	}
	if (rule.table === undefined) {
		return undecided(`${inWords(rule)} names no table`);
	}
	const table = routing.tables.get(rule.table);
	if (table === undefined) {
		return undefined;
	}
	if (table.unreadable.length > 0) {
		return undecided(
			`table ${rule.table} has a route to ${table.unreadable[0]}, expected a range of addresses`,
		);
	}
	const found = longestMatch(table, destination);
	if (found === undefined || found.route.type === 'throw') {
		return undefined;
	}
	const {route, prefix} = found;
	if (isRefusal(route.type)) {
		return {kind: route.type, rule, route};
	}
	if (!['unicast', 'local', 'broadcast', 'multicast', 'anycast'].includes(route.type)) {
		return undecided(`the route to ${route.destination} has the type ${route.type}`);
	}
	return prefix <= (rule.suppressPrefixLength ?? -1)
		? undefined
		: {kind: 'route', route, table: rule.table, rule};
};

const walk = (routing: Routing, packet: Packet): RouteLookup => {
	let resumeAt = 0;
	for (const rule of routing.rules) {
		const selected = rule.priority < resumeAt ? false : isSelected(rule, packet);
		if (selected === false) {
			continue;
		}
		if (rule.goto !== undefined) {
			if (selected === undefined || rule.goto <= rule.priority) {
				return undecided(`${inWords(rule)} jumps to ${rule.goto}`);
			}
			// The kernel passes over a jump without a target.
			resumeAt = routing.rules.some(({priority}) => priority === rule.goto) ? rule.goto : resumeAt;
			continue;
		}
		const decision = decide(routing, rule, packet.destination);
		if (decision !== undefined) {
			return selected === undefined
				? undecided(`${inWords(rule)} selects by more than addresses, mark and interface`)
				: decision;
		}
	}
	return {kind: 'none'};
};

/** The route that the kernel takes: https://man7.org/linux/man-pages/man8/ip-rule.8.html. What cannot be followed is undecided. */
export const lookupRoute = (routing: Routing, query: RouteQuery): RouteLookup => {
	const destination = parseAddress(query.destination);
	const source = parseAddress(query.source ?? (routing.family === 'ipv4' ? '0.0.0.0' : '::'));
	if (destination?.family !== routing.family || source?.family !== routing.family) {
		return undecided(
			`expected ${routing.family} addresses, got ${query.destination}${query.source === undefined ? '' : ` from ${query.source}`}`,
		);
	}
	if (routing.family === 'ipv6' && ['link-local', 'multicast'].includes(scopeOf(destination))) {
		return undecided(`the device for ${query.destination} is chosen by who sends, not by routes`);
	}
	return walk(routing, {
		destination,
		source,
		incoming: query.incoming ?? 'lo',
		mark: query.mark ?? 0,
		protocol: query.protocol,
		port: query.port,
	});
};
