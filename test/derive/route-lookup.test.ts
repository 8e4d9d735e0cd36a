import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {contains, formatAddress, networkOf, parseAddress, parseCidr} from '../../src/derive/cidr.ts';
import {lookupRoute, type RouteQuery, routingOf} from '../../src/derive/route-lookup.ts';
import {parseIpRoute, type Route} from '../../src/parsers/ip-route.ts';
import {parseIpRule, type RoutingRule} from '../../src/parsers/ip-rule.ts';

const route = (destination: string, fields: Partial<Route> = {}): Route => ({
	family: destination.includes(':') ? 'ipv6' : 'ipv4',
	type: 'unicast',
	destination,
	table: 'main',
	flags: [],
	nexthops: [],
	...fields,
});
const rule = (priority: number, fields: Partial<RoutingRule> = {}): RoutingRule => ({
	priority,
	isInverted: false,
	hasFurtherSelectors: false,
	...fields,
});
const standard = [rule(0, {table: 'local'}), rule(32766, {table: 'main'}), rule(32767, {table: 'default'})];

const ask = (rules: readonly RoutingRule[], routes: readonly Route[], query: RouteQuery | string) => {
	const asked = typeof query === 'string' ? {destination: query} : query;
	const family = asked.destination.includes(':') ? 'ipv6' : 'ipv4';
	const found = lookupRoute(routingOf(family, rules, routes), asked);
	return found.kind === 'route' ? (found.route.dev ?? found.route.destination) : found.kind;
};

// Debian 12, iproute2 6.15: one namespace with the routes of several CNIs.
const recordedRoutes = parseIpRoute(
	JSON.stringify([
		{type: 'local', dst: 'default', dev: 'lo', table: '2004', protocol: 'kernel', scope: 'host', flags: []},
		{type: 'unicast', dst: 'default', gateway: '10.0.0.254', dev: 'eth0', table: 'main', flags: []},
		{type: 'unicast', dst: '10.0.0.0/24', dev: 'eth0', table: 'main', prefsrc: '10.0.0.1', flags: []},
		{type: 'unicast', dst: '10.42.0.0/24', dev: 'cni0', table: 'main', prefsrc: '10.42.0.1', flags: []},
		{type: 'unicast', dst: '10.42.0.5', dev: 'cali1a2b3c4d5e6', table: 'main', scope: 'link', flags: []},
		{
			type: 'unicast',
			dst: '10.42.1.0/24',
			gateway: '10.42.1.0',
			dev: 'flannel.1',
			table: 'main',
			flags: ['onlink'],
		},
		{type: 'blackhole', dst: '10.42.99.0/26', table: 'main', protocol: '80', scope: 'global', flags: []},
		{type: 'local', dst: '10.0.0.1', dev: 'eth0', table: 'local', scope: 'host', flags: []},
		{type: 'broadcast', dst: '10.0.0.255', dev: 'eth0', table: 'local', scope: 'link', flags: []},
		{type: 'unicast', dst: 'fd00::/64', dev: 'eth0', table: 'main', metric: 256, flags: [], pref: 'medium'},
		{type: 'local', dst: 'fd00::1', dev: 'eth0', table: 'local', metric: 0, flags: [], pref: 'medium'},
	]),
);
const recordedRules = parseIpRule(
	'[{"priority":0,"src":"all","table":"local","protocol":"kernel"},{"priority":9,"src":"all","fwmark":"0x200","fwmask":"0xf00","table":"2004","protocol":"unspec"},{"priority":100,"src":"all","table":"local","protocol":"unspec"},{"priority":32766,"src":"all","table":"main","protocol":"kernel"},{"priority":32767,"src":"all","table":"default","protocol":"kernel"}]',
);

describe('a recorded node', () => {
	it.each<[RouteQuery | string, string]>([
		['10.42.1.5', 'flannel.1'],
		['10.42.0.5', 'cali1a2b3c4d5e6'],
		['10.42.0.6', 'cni0'],
		['10.42.99.1', 'blackhole'],
		['10.42.99.200', 'eth0'],
		['10.0.0.1', 'eth0'],
		['8.8.8.8', 'eth0'],
		[{destination: '8.8.8.8', mark: 0xa200}, 'lo'],
		[{destination: '8.8.8.8', mark: 0xa00}, 'eth0'],
		['fd00::7', 'eth0'],
		['fd01::7', 'none'],
		['fe80::7', 'undecided'],
		['ff02::1', 'undecided'],
	])('%o goes to %s', (query, expected) => {
		expect(ask(recordedRules, recordedRoutes, query)).toBe(expected);
	});

	it('says which table and rule decided', () => {
		const found = lookupRoute(routingOf('ipv4', recordedRules, recordedRoutes), {destination: '10.42.1.5'});
		expect(found).toMatchObject({
			kind: 'route',
			table: 'main',
			rule: {priority: 32766},
			route: {gateway: '10.42.1.0'},
		});
		const local = lookupRoute(routingOf('ipv4', recordedRules, recordedRoutes), {destination: '10.0.0.1'});
		expect(local).toMatchObject({kind: 'route', table: 'local', route: {type: 'local'}});
	});
});

describe('routes of one table', () => {
	it.each<[string, readonly Route[], string]>([
		[
			'the lowest metric',
			[route('10.0.0.0/8', {dev: 'b', metric: 200}), route('10.0.0.0/8', {dev: 'a', metric: 100})],
			'a',
		],
		[
			'no metric before any metric',
			[route('10.0.0.0/8', {dev: 'b', metric: 100}), route('10.0.0.0/8', {dev: 'a'})],
			'a',
		],
		['the first of equals', [route('10.0.0.0/8', {dev: 'a'}), route('10.0.0.0/8', {dev: 'b'})], 'a'],
		[
			'the longer prefix before the lower metric',
			[route('10.0.0.0/8', {dev: 'b'}), route('10.1.0.0/16', {dev: 'a', metric: 9})],
			'a',
		],
		[
			'a route without carrier',
			[route('10.1.0.0/16', {dev: 'a', flags: ['linkdown']}), route('10.0.0.0/8', {dev: 'b'})],
			'a',
		],
		[
			'no dead route',
			[route('10.1.0.0/16', {dev: 'a', flags: ['dead', 'linkdown']}), route('10.0.0.0/8', {dev: 'b'})],
			'b',
		],
		[
			'a multipath route with one living next hop',
			[
				route('10.1.0.0/16', {
					nexthops: [
						{dev: 'a', flags: ['dead']},
						{dev: 'b', flags: []},
					],
				}),
			],
			'10.1.0.0/16',
		],
		[
			'no multipath route whose next hops are all dead',
			[route('10.1.0.0/16', {nexthops: [{dev: 'a', flags: ['dead']}]})],
			'none',
		],
		[
			'a refusal that is more specific',
			[route('10.1.2.0/24', {type: 'unreachable'}), route('0.0.0.0/0', {dev: 'a'})],
			'unreachable',
		],
		['a prohibition', [route('10.1.0.0/16', {type: 'prohibit'})], 'prohibit'],
		['nothing of an unknown type', [route('10.1.0.0/16', {type: 'nat'})], 'undecided'],
		[
			'nothing where a destination is not readable',
			[route('0.0.0.0/0', {dev: 'a'}), route('rubbish')],
			'undecided',
		],
	])('takes %s', (_name, routes, expected) => {
		expect(ask(standard, routes, '10.1.2.3')).toBe(expected);
	});
});

describe('rules', () => {
	const routes = [
		route('0.0.0.0/0', {dev: 'main'}),
		route('10.0.0.0/8', {dev: 'main-10'}),
		route('0.0.0.0/0', {dev: 'other', table: '30401'}),
		route('10.9.0.0/16', {type: 'throw', table: '30401'}),
	];
	const other = {table: '30401'};

	it.each<[string, Partial<RoutingRule>, RouteQuery, string]>([
		['from', {from: '10.0.0.5/32', ...other}, {destination: '8.8.8.8', source: '10.0.0.5'}, 'other'],
		[
			'from another source',
			{from: '10.0.0.5/32', ...other},
			{destination: '8.8.8.8', source: '10.0.0.6'},
			'main',
		],
		['from, source not chosen yet', {from: '10.0.0.0/8', ...other}, {destination: '8.8.8.8'}, 'main'],
		['to', {to: '8.0.0.0/8', ...other}, {destination: '8.8.8.8'}, 'other'],
		['mark with mask', {mark: 0x10, mask: 0xf0, ...other}, {destination: '8.8.8.8', mark: 0x1f}, 'other'],
		['mark without mask', {mark: 0x10, ...other}, {destination: '8.8.8.8', mark: 0x1f}, 'main'],
		['not mark', {mark: 0x10, isInverted: true, ...other}, {destination: '8.8.8.8'}, 'other'],
		[
			'the highest bit',
			{mark: 0x80000000, mask: 0x80000000, ...other},
			{destination: '8.8.8.8', mark: 0x80000001},
			'other',
		],
		['incoming', {incoming: 'cali1', ...other}, {destination: '8.8.8.8', incoming: 'cali1'}, 'other'],
		['incoming lo is what the node sends', {incoming: 'lo', ...other}, {destination: '8.8.8.8'}, 'other'],
		['outgoing', {outgoing: 'eth1', ...other}, {destination: '8.8.8.8'}, 'main'],
		['throw', other, {destination: '10.9.0.1'}, 'main-10'],
		['a table without routes', {table: '77'}, {destination: '8.8.8.8'}, 'main'],
		['unreachable', {action: 'unreachable', to: '8.0.0.0/8'}, {destination: '8.8.8.8'}, 'unreachable'],
		['nop', {action: 'nop'}, {destination: '8.8.8.8'}, 'main'],
		['an unknown action', {action: 'nat'}, {destination: '8.8.8.8'}, 'undecided'],
		['neither table nor action', {}, {destination: '8.8.8.8'}, 'undecided'],
		['goto', {goto: 32766}, {destination: '8.8.8.8'}, 'main'],
		['goto without a target', {goto: 5000}, {destination: '8.8.8.8'}, 'main'],
		['goto backwards', {goto: 0}, {destination: '8.8.8.8'}, 'undecided'],
		['suppressed default route', {suppressPrefixLength: 0, ...other}, {destination: '8.8.8.8'}, 'main'],
		['a protocol, not asked for', {ipProtocol: 'udp', ...other}, {destination: '8.8.8.8'}, 'undecided'],
		['the protocol', {ipProtocol: 'udp', ...other}, {destination: '8.8.8.8', protocol: 'udp'}, 'other'],
		['another protocol', {ipProtocol: 'udp', ...other}, {destination: '8.8.8.8', protocol: 'tcp'}, 'main'],
		[
			'a port among those',
			{destinationPorts: {first: 8000, last: 9000}, ...other},
			{destination: '8.8.8.8', port: 8472},
			'other',
		],
		[
			'a port beside those',
			{destinationPorts: {first: 8473, last: 9000}, ...other},
			{destination: '8.8.8.8', port: 8472},
			'main',
		],
		[
			'a port that the caller chooses',
			{sourcePorts: {first: 1, last: 9000}, ...other},
			{destination: '8.8.8.8', port: 8472},
			'undecided',
		],
		['further selectors', {hasFurtherSelectors: true, ...other}, {destination: '8.8.8.8'}, 'undecided'],
		[
			'further selectors, address does not match',
			{to: '9.0.0.0/8', hasFurtherSelectors: true, ...other},
			{destination: '8.8.8.8'},
			'main',
		],
		[
			'further selectors, table has no answer',
			{hasFurtherSelectors: true, table: '77'},
			{destination: '8.8.8.8'},
			'main',
		],
		[
			'further selectors on a jump',
			{hasFurtherSelectors: true, goto: 32766},
			{destination: '8.8.8.8'},
			'undecided',
		],
		['an unreadable selector', {to: 'rubbish', ...other}, {destination: '8.8.8.8'}, 'undecided'],
	])('%s', (_name, fields, query, expected) => {
		expect(ask([...standard, rule(100, fields)], routes, query)).toBe(expected);
	});

	it('skips the rules that a jump passes over', () => {
		const rules = [rule(10, {goto: 30}), rule(20, {action: 'prohibit'}), rule(30, {table: 'main'})];
		expect(ask(rules, routes, '8.8.8.8')).toBe('main');
	});

	it('finds nothing without rules', () => {
		expect(ask([], routes, '8.8.8.8')).toBe('none');
	});

	it('does not mix families', () => {
		const routing = routingOf('ipv4', standard, routes);
		expect(lookupRoute(routing, {destination: 'fd00::1'}).kind).toBe('undecided');
		expect(lookupRoute(routing, {destination: '8.8.8.8', source: 'fd00::1'}).kind).toBe('undecided');
		expect(lookupRoute(routing, {destination: 'node-3'}).kind).toBe('undecided');
	});
});

describe('against a plain search', () => {
	const anyRoute = fc
		.tuple(fc.bigInt(0n, 0xffffn), fc.integer({min: 0, max: 32}), fc.integer({min: 0, max: 2}))
		.map(([low, prefix, metric]) => {
			const network = networkOf({family: 'ipv4', value: 0x0a2a0000n + low, prefix});
			return route(`${formatAddress(network)}/${prefix}`, {metric});
		});
	const plainSearch = (routes: readonly Route[], destination: string): Route | undefined => {
		const address = parseAddress(destination);
		const prefixOf = ({destination: text}: Route): number => Number(text.split('/')[1]);
		return routes
			.filter(({destination: text}) => {
				const range = parseCidr(text);
				return range !== undefined && address !== undefined && contains(range, address);
			})
			.toSorted((a, b) => prefixOf(b) - prefixOf(a) || (a.metric ?? 0) - (b.metric ?? 0))[0];
	};

	it('finds the same route', () => {
		fc.assert(
			fc.property(fc.array(anyRoute, {maxLength: 40}), fc.bigInt(0n, 0xffffn), (routes, low) => {
				const destination = formatAddress({family: 'ipv4', value: 0x0a2a0000n + low});
				const found = lookupRoute(routingOf('ipv4', standard, routes), {destination});
				const expected = plainSearch(routes, destination);
				expect(found.kind === 'route' ? found.route : undefined).toBe(expected);
			}),
		);
	});

	it('asks 5,000 addresses of 5,000 routes within a second of CPU time', () => {
		const peers = Array.from({length: 5000}, (_, n) => `10.${n >> 8}.${n & 255}`);
		const routing = routingOf('ipv4', standard, [
			route('0.0.0.0/0', {dev: 'eth0'}),
			...peers.map(peer => route(`${peer}.0/24`, {dev: 'flannel.1'})),
		]);
		const started = process.cpuUsage();
		const devices = peers.map(peer => {
			const found = lookupRoute(routing, {destination: `${peer}.7`});
			return found.kind === 'route' ? found.route.dev : found.kind;
		});
		expect(new Set(devices)).toEqual(new Set(['flannel.1']));
		expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
	});
});
