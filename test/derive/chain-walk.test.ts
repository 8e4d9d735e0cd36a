import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {walkChains} from '../../src/derive/chain-walk.ts';
import {iptablesBaseChains, iptablesChains} from '../../src/derive/iptables-walk.ts';
import {nftBaseChains, nftChains} from '../../src/derive/nft-walk.ts';
import type {IncomingPacket, OutgoingPacket} from '../../src/derive/packet.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../src/parsers/nft-ruleset.ts';
import {output} from '../parsers/output.ts';

const packet: IncomingPacket = {
	way: 'in',
	family: 'ipv4',
	protocol: 'udp',
	port: 8472,
	source: '10.0.0.3',
	destination: '10.0.0.2',
	incoming: 'eth0',
};
const start = {mark: 0, isTracked: true};

const walkIptables = (text: string, datagram = packet) => {
	const chains = iptablesChains(parseIptablesSave(text));
	return walkChains(
		chains,
		iptablesBaseChains.in.filter(name => chains.has(name)),
		datagram,
		start,
	);
};
const table = (name: string, lines: readonly string[]): string =>
	[`*${name}`, ...lines, 'COMMIT', ''].join('\n');
const filter = (policy: string, ...rules: readonly string[]): string =>
	table('filter', [
		`:INPUT ${policy} [0:0]`,
		...rules.filter(rule => rule.startsWith(':')),
		...rules.filter(rule => !rule.startsWith(':')),
	]);
const input = (...rules: readonly string[]): string =>
	filter('ACCEPT', ...rules.map(rule => `-A INPUT ${rule}`));

describe('iptables', () => {
	it.each([
		['-p udp -m udp --dport 8472 -j DROP', 'drop'],
		['-p 17 -m udp --dport 8000:9000 -j DROP', 'drop'],
		['-p udp -m multiport --dports 53,8472 -j REJECT --reject-with icmp-port-unreachable', 'drop'],
		['-m addrtype --dst-type LOCAL -j DROP', 'drop'],
		['-m pkttype --pkt-type broadcast -j DROP', 'accept'],
		['-d 10.0.0.2/32 -i eth+ -j DROP', 'drop'],
		['-d 10.0.0.9/32 -j DROP', 'accept'],
		['! -d 10.0.0.9/32 -j DROP', 'drop'],
		['-m conntrack --ctstate NEW -j DROP', 'drop'],
		['-m state --state INVALID -j DROP', 'accept'],
		['-m mark ! --mark 0x1/0x1 -j DROP', 'drop'],
		['-m comment --comment "-j DROP" -j ACCEPT', 'accept'],
		['-p udp -m udp --sport 53 -j DROP', 'accept'],
		['-p udp -m udp --sport 1024:65535 -j DROP', 'undecided'],
		['-p udp -m multiport --sports 53,123 -j DROP', 'accept'],
		['-p udp -m multiport --ports 53,123 -j DROP', 'accept'],
		['-p udp -m multiport --ports 53,8472 -j DROP', 'drop'],
		['-p udp -m multiport --ports 53,40000 -j DROP', 'undecided'],
		['-p udp -m limit --limit 5/sec -j DROP', 'undecided'],
		['-p tcp -m limit --limit 5/sec -j DROP', 'accept'],
		['-m string --algo bm --string "x" --to 65535 -j DROP', 'undecided'],
		['-m policy --dir in --pol ipsec -j DROP', 'undecided'],
		['-j LOG --log-prefix "drop "', 'accept'],
		['-m limit --limit 3/min -j LOG', 'accept'],
	])('%s: %s', (rule, verdict) => {
		expect(walkIptables(input(rule)).verdict).toBe(verdict);
	});

	it('comes back from a chain, and not from one that it went to', () => {
		const chains = [':a - [0:0]', ':b - [0:0]', '-A a -p tcp -j DROP', '-A b -j RETURN'];
		const jump = filter('ACCEPT', ...chains, '-A INPUT -j a', '-A INPUT -j b', '-A INPUT -j DROP');
		const goTo = filter('ACCEPT', ...chains, '-A INPUT -g a', '-A INPUT -j DROP');
		expect([walkIptables(jump).verdict, walkIptables(goTo).verdict]).toEqual(['drop', 'accept']);
	});

	it('keeps marks between tables', () => {
		const mangle = table('mangle', [
			':PREROUTING ACCEPT [0:0]',
			'-A PREROUTING -p udp -j MARK --set-xmark 0x10/0xff',
		]);
		const rules = filter('DROP', '-A INPUT -m mark --mark 0x10/0x10 -j ACCEPT');
		expect([walkIptables(rules).verdict, walkIptables(mangle + rules).verdict]).toEqual(['drop', 'accept']);
	});

	it('knows that nothing is new where connections are not tracked', () => {
		const raw = table('raw', [
			':PREROUTING ACCEPT [0:0]',
			'-A PREROUTING -p udp -m udp --dport 8472 -j CT --notrack',
		]);
		const rules = filter('DROP', '-A INPUT -m conntrack --ctstate UNTRACKED -j ACCEPT');
		expect([walkIptables(rules).verdict, walkIptables(raw + rules).verdict]).toEqual(['drop', 'accept']);
	});

	it('forgets the mark after a rule that it does not understand has set it', () => {
		const rules = filter(
			'DROP',
			'-A INPUT -m bpf --bytecode "1,6 0 0 0" -j MARK --set-xmark 0x1/0x1',
			'-A INPUT -m mark --mark 0x1/0x1 -j ACCEPT',
		);
		expect(walkIptables(rules).verdict).toBe('undecided');
	});

	it('names the rule', () => {
		const walk = walkIptables(input('-p tcp -j ACCEPT', '-p udp -m udp --dport 8472 -j DROP'));
		expect(walk.verdict === 'drop' && walk.end.rule?.text).toBe(
			'-t filter -A INPUT -p udp -m udp --dport 8472 -j DROP',
		);
	});

	it.each([
		['of an unknown source', {...packet, source: undefined}, '-s 10.0.0.0/24 -j DROP', 'undecided'],
		[
			'of an unknown source, which is not loopback',
			{...packet, source: undefined},
			'-s 127.0.0.0/8 -j DROP',
			'accept',
		],
		['by an unknown device', {...packet, incoming: undefined}, '-i eth1 -j DROP', 'undecided'],
		[
			'by an unknown device, which is not loopback',
			{...packet, incoming: undefined},
			'! -i lo -j DROP',
			'drop',
		],
	])('%s', (_, datagram, rule, verdict) => {
		expect(walkIptables(input(rule), datagram).verdict).toBe(verdict);
	});

	it('ends in rules that call each other', () => {
		const loop = filter('ACCEPT', ':a - [0:0]', ':b - [0:0]', '-A a -j b', '-A b -j a', '-A INPUT -j a');
		expect(walkIptables(loop).verdict).toBe('undecided');
	});

	it('never decides by a module that it does not know', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[a-z]{3,8}$/),
				fc.stringMatching(/^[a-z0-9:.]{1,8}$/),
				(module, value) => {
					const known = /^(udp|tcp|multiport|conntrack|state|comment|mark|addrtype|pkttype)$/.test(module);
					fc.pre(!known);
					expect(walkIptables(input(`-m ${module} --${module}-x ${value} -j DROP`)).verdict).toBe(
						'undecided',
					);
				},
			),
		);
	});
});

describe('what this node sends', () => {
	const sent: OutgoingPacket = {
		way: 'out',
		family: 'ipv4',
		protocol: 'udp',
		port: 8472,
		source: '10.0.0.2',
		destination: '10.0.0.3',
		outgoing: 'eth0',
	};
	const walkOut = (text: string, datagram = sent) => {
		const chains = iptablesChains(parseIptablesSave(text));
		return walkChains(
			chains,
			iptablesBaseChains.out.filter(name => chains.has(name)),
			datagram,
			start,
		).verdict;
	};
	const output_ = (rule: string): string => table('filter', [':OUTPUT ACCEPT [0:0]', `-A OUTPUT ${rule}`]);

	it.each([
		['-o eth0 -j DROP', 'drop'],
		['-o eth+ -j DROP', 'drop'],
		['-o flannel.1 -j DROP', 'accept'],
		['! -o lo -j DROP', 'drop'],
		['-i eth0 -j DROP', 'accept'],
		['! -i eth0 -j DROP', 'drop'],
		['-s 10.0.0.2/32 -d 10.0.0.3/32 -j DROP', 'drop'],
		['-d 10.0.0.2/32 -j DROP', 'accept'],
		['-m addrtype --dst-type LOCAL -j DROP', 'accept'],
		['-m addrtype ! --dst-type LOCAL -j DROP', 'drop'],
		['-m conntrack --ctstate RELATED,ESTABLISHED -j DROP', 'accept'],
		['-m owner --uid-owner 0 -j DROP', 'undecided'],
		['-m cgroup --path system.slice -j DROP', 'undecided'],
	])('%s: %s', (rule, verdict) => {
		expect(walkOut(output_(rule))).toBe(verdict);
	});

	it('is not stopped by what is for arriving datagrams', () => {
		const rules = input('-j DROP') + table('mangle', [':PREROUTING DROP [0:0]']);
		expect(walkOut(rules)).toBe('accept');
	});

	it('may leave by an unknown device', () => {
		const datagram = {...sent, outgoing: undefined};
		expect(walkOut(output_('-o eth1 -j DROP'), datagram)).toBe('undecided');
		expect(walkOut(output_('-o lo -j DROP'), datagram)).toBe('accept');
	});

	const nftRules = (type: string, hook: string, ...expr: readonly object[]) =>
		parseNftRuleset(
			JSON.stringify({
				nftables: [
					{table: {family: 'ip', name: 'own', handle: 1}},
					{chain: {family: 'ip', table: 'own', name: 'out', type, hook, prio: 0, policy: 'accept'}},
					{rule: {family: 'ip', table: 'own', chain: 'out', handle: 2, expr: [...expr, {drop: null}]}},
				],
			}),
		).tables;
	const matching = (left: object, op: string, right: unknown) => ({match: {op, left, right}});
	const meta = (key: string) => ({meta: {key}});
	const from = {payload: {protocol: 'udp', field: 'sport'}};
	const type = {fib: {result: 'type', flags: 'daddr'}};

	it.each([
		['oifname eth0', matching(meta('oifname'), '==', 'eth0'), 'drop'],
		['oifname eth*', matching(meta('oifname'), '==', 'eth*'), 'drop'],
		['oifname != eth0', matching(meta('oifname'), '!=', 'eth0'), 'accept'],
		['oif lo', matching(meta('oif'), '==', 'lo'), 'accept'],
		['iifname != lo, which older kernels never compare', matching(meta('iifname'), '!=', 'lo'), 'undecided'],
		['fib daddr type local', matching(type, '==', 'local'), 'accept'],
		['ct state established', matching({ct: {key: 'state'}}, 'in', ['established', 'related']), 'accept'],
		['skuid', matching(meta('skuid'), '==', 0), 'undecided'],
		['udp sport 53', matching(from, '==', 53), 'accept'],
		['udp sport 1-1023', matching(from, '==', {range: [1, 1023]}), 'accept'],
		['udp sport 32768-60999', matching(from, '==', {range: [32_768, 60_999]}), 'undecided'],
		['udp sport @ports', matching(from, '==', '@ports'), 'undecided'],
	])('nftables: %s', (_, expr, verdict) => {
		const tables = nftRules('filter', 'output', expr);
		expect(walkChains(nftChains(tables), nftBaseChains(tables, sent), sent, start).verdict).toBe(verdict);
	});

	it.each([
		['filter', 'output', 1],
		['route', 'output', 1],
		['filter', 'postrouting', 1],
		['nat', 'postrouting', 0],
		['filter', 'input', 0],
		['filter', 'forward', 0],
	])('nftables: a chain of type %s, hook %s', (kind, hook, count) => {
		expect(nftBaseChains(nftRules(kind, hook), sent)).toHaveLength(count);
	});

	it('does not look at what leaves for a datagram that arrives', () => {
		const tables = nftRules('filter', 'input', matching(meta('oifname'), '==', 'eth0'));
		expect(walkChains(nftChains(tables), nftBaseChains(tables, packet), packet, start).verdict).toBe(
			'undecided',
		);
	});
});

describe('nftables', () => {
	const {tables} = parseNftRuleset(output('nft-1.0.6-input.json'));
	const walkNft = (datagram: IncomingPacket) =>
		walkChains(nftChains(tables), nftBaseChains(tables, packet), datagram, start);
	it('finds the base chains', () => {
		expect(nftBaseChains(tables, packet)).toEqual(['inet filter input']);
	});

	it('does not answer where a named set decides that is not there', () => {
		const chains = nftChains(tables.map(table => ({...table, sets: new Map()})));
		expect(walkChains(chains, nftBaseChains(tables, packet), packet, start).verdict).toBe('undecided');
		expect(walkNft({...packet, source: '10.0.0.9'}).verdict).toBe('drop');
	});

	it.each([
		['a node of the range', packet, 'accept'],
		['a stranger on the port, rejected before the set of ports', {...packet, source: '10.9.0.3'}, 'drop'],
		['another port in a range', {...packet, port: 8100, source: '10.9.0.3'}, 'accept'],
		['a port in a set', {...packet, port: 53, source: '10.9.0.3'}, 'accept'],
		['loopback', {...packet, incoming: 'lo', source: '10.9.0.3'}, 'accept'],
	])('%s', (_, datagram, verdict) => {
		expect(walkNft(datagram).verdict).toBe(verdict);
	});

	it('follows a map of verdicts to the end of a zone', () => {
		const walk = walkNft({...packet, port: 9999, source: '10.9.0.3'});
		// A rule that limits its rate may accept it before.
		expect(walk.verdict).toBe('undecided');
		const strict = tables.map(item => ({
			...item,
			chains: item.chains.map(chain => ({
				...chain,
				rules: chain.rules.filter(({expressions}) => !('limit' in (expressions[0] ?? {}))),
			})),
		}));
		const end = walkChains(
			nftChains(strict),
			nftBaseChains(strict, packet),
			{...packet, port: 9999, source: '10.9.0.3', destination: '10.0.0.2'},
			start,
		);
		expect(end).toMatchObject({verdict: 'drop', end: {chain: 'inet filter zone'}});
	});
});
