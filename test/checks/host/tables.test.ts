import {test} from 'vitest';
import conntrackTable from '../../../checks/host/conntrack-table.ts';
import localRoutingTable from '../../../checks/host/local-routing-table.ts';
import neighbourTable from '../../../checks/host/neighbour-table.ts';
import {parseIpNeighbour} from '../../../src/parsers/ip-neighbour.ts';
import {testCheck} from '../../../src/testing.ts';
import {ruleObjects, rules, rulesOf} from './evidence.ts';

const conntrack = {kind: 'Sysctl', name: 'net.netfilter.nf_conntrack_max'} as const;

testCheck(test, conntrackTable, {
	passes: {
		'a quarter full': {evidence: {usage: {count: 65_536, max: 262_144, refused: 0}}},
		'counters rise for another reason': {evidence: {usage: {count: 100, max: 262_144, refused: 12}}},
		'two packets that raced': {evidence: {usage: {count: 100, max: 262_144, refused: 2, clashes: 2}}},
		'just below': {evidence: {usage: {count: 8999, max: 10_000}}},
	},
	fails: {
		'many that raced': {
			evidence: {usage: {count: 100, max: 262_144, refused: 12, clashes: 12}},
			findings: [{message: 'racing', subject: {kind: 'Node', name: 'node-2'}, text: '12 packets'}],
		},
		'nine tenths': {
			evidence: {usage: {count: 9000, max: 10_000, refused: 0}},
			findings: [{message: 'nearlyFull', subject: conntrack, text: '9000 of 10000'}],
		},
		'nine tenths, and it refuses': {
			evidence: {usage: {count: 9500, max: 10_000, refused: 3}},
			findings: [{message: 'refusing', subject: conntrack, text: '3 connections'}],
		},
		'full, and the kernel does not count': {
			evidence: {usage: {count: 9800, max: 10_000}},
			findings: [{message: 'full', subject: conntrack}],
		},
	},
});

const neighbours = (count: number, state: string, prefix = '10.0.') =>
	parseIpNeighbour(
		JSON.stringify(
			Array.from({length: count}, (_, index) => ({
				dst: prefix.includes(':')
					? `${prefix}${index.toString(16)}`
					: `${prefix}${index >> 8}.${index & 255}`,
				dev: 'eth0',
				lladdr: '52:54:00:00:00:01',
				state: [state],
			})),
		),
	);
const table = (overflows = 0) => ({limit: 1024, overflows});
const ipv4 = {kind: 'Sysctl', name: 'net.ipv4.neigh.default.gc_thresh3'} as const;
const ipv6 = {kind: 'Sysctl', name: 'net.ipv6.neigh.default.gc_thresh3'} as const;

testCheck(test, neighbourTable, {
	passes: {
		'a few': {evidence: {usage: {ipv4: table(), ipv6: table()}, neighbours: neighbours(50, 'REACHABLE')}},
		'two thousand peers of flannel, which are permanent': {
			evidence: {usage: {ipv4: table()}, neighbours: neighbours(2000, 'PERMANENT')},
		},
		'a namespace that is not told the limit': {
			evidence: {usage: {ipv4: {overflows: 0}}, neighbours: neighbours(2000, 'STALE')},
		},
		'many of the other family': {
			evidence: {usage: {ipv4: table()}, neighbours: neighbours(1000, 'STALE', 'fd00::')},
		},
	},
	fails: {
		'nearly full': {
			evidence: {usage: {ipv4: table()}, neighbours: neighbours(930, 'STALE')},
			findings: [{message: 'nearlyFull', subject: ipv4, text: '930 of 1024'}],
		},
		'overflowing beyond a limit that is not told': {
			evidence: {usage: {ipv4: {overflows: 2}}, neighbours: []},
			findings: [
				{message: 'overflowing', subject: ipv4, text: '2 entries were refused while this program ran'},
			],
		},
		'overflowing in both families': {
			evidence: {usage: {ipv4: table(7), ipv6: table(1)}, neighbours: neighbours(1024, 'STALE')},
			findings: [
				{message: 'overflowing', subject: ipv4, text: '7 entries'},
				{message: 'overflowing', subject: ipv6},
			],
		},
	},
});

const local = {kind: 'RoutingRule', name: 'from all lookup local'} as const;
const [ofLocal, ofMain, ofDefault] = ruleObjects;

testCheck(test, localRoutingTable, {
	passes: {
		'as the kernel makes it': {evidence: {rules}},
		'moved by Cilium': {
			evidence: {
				rules: rulesOf(
					{priority: 9, src: 'all', fwmark: '0x200', fwmask: '0xf00', table: '2004'},
					{...ofLocal, priority: 100},
					ofMain,
					ofDefault,
				),
			},
		},
		'moved behind VRF': {
			evidence: {
				rules: rulesOf(
					{priority: 1000, src: 'all', l3mdev: null},
					{...ofLocal, priority: 32_765},
					ofMain,
					ofDefault,
				),
			},
		},
		'the main table without its default route comes first': {
			evidence: {
				rules: rulesOf(ofLocal, {priority: 30_350, src: 'all', table: 'main', suppress_prefixlen: 0}, ofMain),
			},
		},
		'a kernel without routing rules': {evidence: {rules: []}},
		'another table in place of main': {
			evidence: {rules: rulesOf(ofLocal, {priority: 1000, src: 'all', table: '100'})},
		},
		'main for one device only': {
			evidence: {rules: rulesOf(ofLocal, {priority: 1000, src: 'all', iif: 'eth0', table: 'main'})},
		},
	},
	fails: {
		'nothing but local is left': {
			evidence: {
				rules: rulesOf({priority: 9, src: 'all', fwmark: '0x200', fwmask: '0xf00', table: '2004'}, ofLocal),
			},
			findings: [
				{
					message: 'mainMissing',
					subject: {kind: 'RoutingRule', name: 'from all lookup main'},
					text: 'uses none of its routes',
				},
			],
		},
		gone: {
			evidence: {
				rules: rulesOf(
					{priority: 9, src: 'all', fwmark: '0x200', fwmask: '0xf00', table: '2004'},
					ofMain,
					ofDefault,
				),
			},
			findings: [{message: 'missing', subject: local}],
		},
		'only for one address': {
			evidence: {rules: rulesOf({...ofLocal, src: '10.0.0.2'}, ofMain, ofDefault)},
			findings: [{message: 'missing', subject: local}],
		},
		'after the main table': {
			evidence: {rules: rulesOf(ofMain, ofDefault, {...ofLocal, priority: 40_000})},
			findings: [{message: 'tooLate', subject: local, text: 'priority 40000'}],
		},
	},
});
