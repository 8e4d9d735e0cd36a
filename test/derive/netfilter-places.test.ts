import {describe, expect, it} from 'vitest';
import {walkChains} from '../../src/derive/chain-walk.ts';
import {iptablesChains} from '../../src/derive/iptables-walk.ts';
import {nftBaseChains, nftChains} from '../../src/derive/nft-walk.ts';
import type {Packet} from '../../src/derive/packet.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../src/parsers/nft-ruleset.ts';

const datagram = {
	...({family: 'ipv4', protocol: 'udp', port: 8472} as const),
	...{source: '10.0.0.3', destination: '10.0.0.2'},
};
const packet: Packet = {...datagram, way: 'in', incoming: 'eth0'};
const sent: Packet = {...datagram, way: 'out', outgoing: 'eth0'};
const start = {mark: 0, isTracked: true};
const table = (name: string, lines: readonly string[]): string =>
	[`*${name}`, ...lines, 'COMMIT', ''].join('\n');

/** One rule in a base chain of a table of IPv4. */
const nftRule = (hook: string, ...expr: readonly object[]) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{table: {family: 'ip', name: 'own', handle: 1}},
				{
					chain: {
						...{family: 'ip', table: 'own', name: 'c', handle: 1},
						...{type: 'filter', hook, prio: 0, policy: 'accept'},
					},
				},
				{rule: {family: 'ip', table: 'own', chain: 'c', handle: 2, expr}},
			],
		}),
	).tables;

const nftWalk = (tables: ReturnType<typeof nftRule>, given: Packet) =>
	walkChains(nftChains(tables), nftBaseChains(tables, given), given, start).verdict;
const fields = {
	'ip saddr': {payload: {protocol: 'ip', field: 'saddr'}},
	'meta mark': {meta: {key: 'mark'}},
	'ct state': {ct: {key: 'state'}},
	iifname: {meta: {key: 'iifname'}},
	ibrname: {meta: {key: 'ibrname'}},
	obrname: {meta: {key: 'obrname'}},
	pkttype: {meta: {key: 'pkttype'}},
};
const match = (field: keyof typeof fields, right: unknown, op = '==') => ({
	match: {op, left: fields[field], right},
});

describe('a rule within a bridge', () => {
	const bridged: Packet = {
		...({way: 'through', family: 'ipv4', protocol: 'tcp', port: 443} as const),
		...{source: '10.42.1.5', destination: '10.42.1.6', incoming: 'cni0', outgoing: 'cni0'},
	};
	const walkOf =
		(given: Packet) =>
		(policy: string, hook: string, ...expr: readonly object[]) =>
			nftWalk(
				nftRule(hook, ...expr).map(one => ({
					...one,
					family: 'bridge',
					chains: one.chains.map(chain => ({...chain, policy})),
				})),
				given,
			);
	const walked = walkOf(bridged);
	it.each([
		[
			'accepts ports, which nobody knows',
			'drop',
			'forward',
			match('iifname', 'veth*'),
			'accept',
			'undecided',
		],
		['drops them', 'accept', 'forward', match('iifname', 'veth*'), 'drop', 'undecided'],
		['drops all but those', 'accept', 'forward', match('iifname', 'eth1', '!='), 'drop', 'undecided'],
		['drops what is of the bridge', 'accept', 'forward', match('ibrname', 'cni0'), 'drop', 'drop'],
		['drops what is of another one', 'accept', 'forward', match('obrname', 'br0'), 'drop', 'accept'],
		[
			'asks for a bridge too early',
			'accept',
			'prerouting',
			match('obrname', 'br0', '!='),
			'drop',
			'undecided',
		],
		['drops what is for the host', 'accept', 'forward', match('pkttype', 'host'), 'drop', 'undecided'],
	])('%s', (_, policy, hook, condition, verdict, expected) => {
		expect(walked(policy, hook, condition, {[verdict]: null})).toBe(expected);
	});

	const amongPorts = walkOf({...bridged, bridgePorts: ['vethbb190965', 'veth7ac0e1b5']});
	it.each([
		['all ports', 'forward', match('iifname', 'veth*'), 'drop'],
		['no port', 'forward', match('iifname', 'eth1'), 'accept'],
		['all but another one', 'forward', match('iifname', 'eth1', '!='), 'drop'],
		['one of the ports', 'forward', match('iifname', 'vethbb190965'), 'undecided'],
		['ports by which nothing leaves yet', 'prerouting', match('obrname', 'cni0'), 'undecided'],
	])('drops what comes by %s', (_, hook, condition, expected) => {
		expect(amongPorts('accept', hook, condition, {drop: null})).toBe(expected);
	});
});

describe('what nftables leaves open', () => {
	const set = {op: 'update', elem: fields['ip saddr'], set: '@s'};
	const limit = {limit: {rate: 5, burst: 5, per: 'second', inv: true}};
	it.each([
		['a rate for each element', {set: {...set, stmt: [limit]}}, 'undecided'],
		['a meter', {meter: {key: fields['ip saddr'], stmt: limit, name: 'm'}}, 'undecided'],
		['an element with a counter', {set: {...set, stmt: [{counter: null}]}}, 'drop'],
		['an element alone', {set}, 'drop'],
	])('%s', (_, statement, verdict) => {
		expect(nftWalk(nftRule('input', statement, {drop: null}), packet)).toBe(verdict);
	});

	it('what a map says of everything else comes last', () => {
		const vmap = (...data: readonly unknown[]) =>
			nftWalk(nftRule('input', {vmap: {key: {meta: {key: 'l4proto'}}, data: {set: data}}}), packet);
		const others = ['*', {drop: null}];
		expect(vmap(['tcp', {accept: null}], others)).toBe('drop');
		expect(vmap(others, ['udp', {accept: null}])).toBe('accept');
	});

	it.each([
		[-300, 'undecided'],
		[0, 'drop'],
	])('the state of a flow at priority %i', (priority, verdict) => {
		const tables = nftRule('prerouting', match('ct state', 'new'), {drop: null}).map(one => ({
			...one,
			chains: one.chains.map(chain => ({...chain, priority})),
		}));
		expect(nftWalk(tables, packet)).toBe(verdict);
	});

	it('a mark that the accepting rule sets is there in the next chain', () => {
		const mark = {mangle: {key: fields['meta mark'], value: 16}};
		const [before, after] = [
			nftRule('prerouting', mark, {accept: null}),
			nftRule('input', match('meta mark', 16), {accept: null}),
		];
		const filter = after.map(one => ({
			...one,
			name: 'next',
			chains: one.chains.map(chain => ({...chain, policy: 'drop'})),
		}));
		expect(nftWalk([...before, ...filter], packet)).toBe('accept');
		expect(nftWalk(filter, packet)).toBe('drop');
	});
});

describe('what iptables leaves open', () => {
	const walked = (given: Packet, names: readonly string[], ...tables: readonly string[]) =>
		walkChains(iptablesChains(parseIptablesSave(tables.join(''))), names, given, start).verdict;

	it('the state of a flow in the table raw', () => {
		const rule = '-A PREROUTING -m conntrack --ctstate NEW -j DROP';
		const chain = ':PREROUTING ACCEPT [0:0]';
		expect(walked(packet, ['raw PREROUTING'], table('raw', [chain, rule]))).toBe('undecided');
		expect(walked(packet, ['mangle PREROUTING'], table('mangle', [chain, rule]))).toBe('drop');
	});

	it('a mark by a hash', () => {
		const rules = (target: string) => [
			':INPUT DROP [0:0]',
			`-A INPUT -j ${target}`,
			'-A INPUT -m mark --mark 0x1 -j ACCEPT',
		];
		expect(walked(packet, ['filter INPUT'], table('filter', rules('HMARK --hmark-mod 2')))).toBe('undecided');
		expect(walked(packet, ['filter INPUT'], table('filter', rules('LOG')))).toBe('drop');
	});

	it.each(['4', 'ipencap', 'ipv4'])('protocol 4 by the name %s', name => {
		const tunnelled: Packet = {...packet, protocol: 'ipencap', port: 0};
		const rules = [':INPUT DROP [0:0]', `-A INPUT -p ${name} -j ACCEPT`];
		expect(walked(tunnelled, ['filter INPUT'], table('filter', rules))).toBe('accept');
	});
});

describe('queues of packets', () => {
	const queueing = (rule: string, readers?: ReadonlySet<number>) =>
		walkChains(
			iptablesChains(
				parseIptablesSave(table('filter', [':INPUT ACCEPT [0:0]', `-A INPUT -p udp ${rule}`])),
				readers === undefined ? {} : {readers},
			),
			['filter INPUT'],
			packet,
			start,
		).verdict;
	it.each([
		['-j NFQUEUE --queue-num 1', undefined, 'undecided'],
		['-j NFQUEUE --queue-num 1', [1], 'undecided'],
		['-j NFQUEUE --queue-num 1', [2], 'drop'],
		['-j NFQUEUE --queue-num 1 --queue-bypass', [], 'accept'],
		['-j NFQUEUE --queue-balance 0:3', [2], 'undecided'],
		['-j NFQUEUE --queue-balance 0:3', [4], 'drop'],
		['-j QUEUE', [], 'drop'],
	] as const)('%s, read: %j: %s', (rule, readers, verdict) => {
		expect(queueing(rule, readers && new Set(readers))).toBe(verdict);
	});

	it.each([
		[{num: 5}, [], 'drop'],
		[{num: 5}, [5], 'undecided'],
		[{num: {range: [4, 6]}, flags: ['bypass', 'fanout']}, [], 'accept'],
		[{num: {map: {}}}, [], 'undecided'],
	] as const)('nftables: %j, read: %j: %s', (queue, readers, verdict) => {
		const tables = nftRule('input', {queue});
		const chains = nftChains(tables, new Set(readers));
		expect(walkChains(chains, nftBaseChains(tables, packet), packet, start).verdict).toBe(verdict);
	});
});

describe('hops that a rule leaves a packet', () => {
	const forwarded: Packet = {
		...({way: 'through', family: 'ipv4', protocol: 'tcp', port: 443} as const),
		...{source: '10.42.1.5', destination: '10.42.0.5', incoming: 'cali0123456789a', outgoing: 'flannel.1'},
	};
	const toPod: Packet = {...forwarded, incoming: 'flannel.1', outgoing: 'cali0123456789a'};
	const walked = (rule: string, chain: string, given: Packet) =>
		walkChains(
			iptablesChains(parseIptablesSave(table('mangle', [`:${chain} ACCEPT [0:0]`, `-A ${chain} ${rule}`]))),
			[`mangle ${chain}`],
			given,
			start,
		).verdict;
	it.each([
		['-j TTL --ttl-set 1', 'PREROUTING', forwarded, 'drop'],
		['-j TTL --ttl-set 64', 'PREROUTING', forwarded, 'accept'],
		['-j TTL --ttl-set 1', 'PREROUTING', packet, 'accept'],
		['-j TTL --ttl-set 1', 'POSTROUTING', forwarded, 'drop'],
		['-j TTL --ttl-set 1', 'POSTROUTING', toPod, 'accept'],
		['-j TTL --ttl-set 1', 'PREROUTING', {...forwarded, incoming: 'cni0', outgoing: 'cni0'}, 'accept'],
		['-j TTL --ttl-dec 1', 'PREROUTING', forwarded, 'accept'],
	])('%s in %s', (rule, chain, given, verdict) => {
		expect(walked(rule, chain, given)).toBe(verdict);
	});

	it('nftables says it as a change of the header', () => {
		const set = {mangle: {key: {payload: {protocol: 'ip', field: 'ttl'}}, value: 1}};
		const tables = nftRule('prerouting', set);
		expect(walkChains(nftChains(tables), nftBaseChains(tables, toPod), toPod, start).verdict).toBe('drop');
	});
});

describe('a chain at a device that nft before 1.0.7 does not name', () => {
	it('only may have the packet', () => {
		const tables = nftRule('ingress', {drop: null}).map(one => ({...one, family: 'netdev'}));
		const walk = walkChains(nftChains(tables), nftBaseChains(tables, packet), packet, start);
		expect(walk).toMatchObject({verdict: 'undecided', suspect: {chain: 'netdev own c'}});
	});

	it.each([
		[undefined, 'undecided'],
		[['eth0'], 'drop'],
		[['eth1'], 'accept'],
	])('only may drop by its policy what no rule accepts: %j', (devices, verdict) => {
		const tables = nftRule('ingress', match('ip saddr', '192.168.50.1'), {accept: null}).map(one => ({
			...one,
			family: 'netdev',
			chains: one.chains.map(chain => ({...chain, policy: 'drop', ...(devices && {devices})})),
		}));
		expect(nftWalk(tables, packet)).toBe(verdict);
	});
});

describe('nftables beside the families of IP', () => {
	const at = (family: string, hook: string, dev?: string) =>
		parseNftRuleset(
			JSON.stringify({
				nftables: [
					{table: {family, name: 'edge', handle: 1}},
					{
						chain: {
							...{
								family,
								table: 'edge',
								name: 'c',
								handle: 1,
								type: 'filter',
								hook,
								prio: 0,
								policy: 'accept',
							},
							...(dev !== undefined && {dev}),
						},
					},
				],
			}),
		).tables;
	const bridged = {
		...({way: 'through', family: 'ipv4', protocol: 'tcp', port: 443} as const),
		...{source: '10.42.1.5', destination: '10.42.1.6', incoming: 'cni0', outgoing: 'cni0'},
	};
	it.each([
		['netdev', 'ingress', undefined, packet, 1],
		['netdev', 'ingress', 'eth0', packet, 1],
		['netdev', 'ingress', 'eth1', packet, 0],
		['inet', 'ingress', 'eth0', packet, 1],
		['netdev', 'egress', 'eth0', sent, 1],
		['netdev', 'egress', 'eth0', packet, 0],
		['bridge', 'input', undefined, packet, 0],
		['bridge', 'forward', undefined, bridged, 1],
		['bridge', 'input', undefined, bridged, 0],
		['bridge', 'input', undefined, {...bridged, outgoing: 'flannel.1'}, 1],
		['bridge', 'output', undefined, {...bridged, incoming: 'flannel.1'}, 1],
		['arp', 'input', undefined, packet, 0],
	] as const)('%s %s at %s', (family, hook, dev, given, count) => {
		expect(nftBaseChains(at(family, hook, dev), given)).toHaveLength(count);
	});
});
