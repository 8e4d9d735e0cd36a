import {test} from 'vitest';
import check from '../../../checks/calico/bgp-port.ts';
import {bgpPortPassage} from '../../../src/derive/bgp-port.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {bgpNode, birdWith, failed, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-3', '10.0.0.13'), bgpNode('node-4', '10.0.0.14')];
const rulesOf = (...lines: readonly string[]) => ({
	nft: parseIptablesSave(
		[
			'*filter',
			':INPUT ACCEPT [0:0]',
			':FORWARD ACCEPT [0:0]',
			':OUTPUT ACCEPT [0:0]',
			':cali-INPUT - [0:0]',
			'[9:540] -A INPUT -m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT',
			...lines,
			'COMMIT',
			'',
		].join('\n'),
	),
	legacy: {tables: [], incompatibleTables: []},
});
const inTable = (chain: object, ...expressions: readonly object[]) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{table: {family: 'inet', name: 'filter', handle: 1}},
				{chain: {family: 'inet', table: 'filter', handle: 1, ...chain}},
				...expressions.map((expr, index) => ({
					rule: {family: 'inet', table: 'filter', chain: 'input', handle: index + 4, expr},
				})),
			],
		}),
	).tables;

const waiting = [
	birdWith([session('10.0.0.13', {state: 'Passive'}), session('10.0.0.14', {state: 'Passive'})]),
];
const calling = [
	birdWith([
		session('10.0.0.13', {state: 'Connect'}),
		session('10.0.0.14', {state: 'Active', ...failed('socket', 'Connection refused')}),
	]),
];
type Birds = Parameters<typeof bgpPortPassage>[0];
const seen = (birds: Birds, rules: ReturnType<typeof rulesOf>, tables: ReturnType<typeof inTable> = []) => ({
	birds,
	nodes,
	drops: bgpPortPassage(birds, rules, tables).drops,
});
const dropIn = rulesOf('[7:420] -A INPUT -p tcp -m tcp --dport 179 -j DROP');
const subject = {kind: 'NetfilterRule', name: 'TCP 179 in'} as const;

testCheck(test, check, {
	passes: {
		'no rule against it': {evidence: seen(waiting, rulesOf())},
		'a rule against the port of something else': {
			evidence: seen(waiting, rulesOf('[7:420] -A INPUT -p tcp -m tcp --dport 1179 -j DROP')),
		},
		'nodes are let in first': {
			evidence: seen(
				waiting,
				rulesOf(
					'[7:420] -A INPUT -s 10.0.0.0/24 -p tcp -m tcp --dport 179 -j ACCEPT',
					'[7:420] -A INPUT -p tcp -m tcp --dport 179 -j DROP',
				),
			),
		},
		'all sessions are well: those who call are let out': {
			evidence: seen([birdWith([session('10.0.0.13')])], dropIn),
		},
		'a rule that selects by what is not known': {
			evidence: seen(
				waiting,
				rulesOf(
					'[7:420] -A INPUT -p tcp -m tcp --dport 179 -m set --match-set trusted src -j ACCEPT',
					'[7:420] -A INPUT -p tcp -m tcp --dport 179 -j DROP',
				),
			),
		},
	},
	fails: {
		'a rule drops what comes in': {
			evidence: seen(waiting, dropIn),
			findings: [
				{
					message: 'droppedIn',
					subject,
					text: 'of node-3 (10.0.0.13) and node-4 (10.0.0.14): by rule -t filter -A INPUT -p tcp -m tcp --dport 179 -j DROP',
				},
			],
		},
		'a rule rejects what this node sends': {
			evidence: seen(
				calling,
				rulesOf('[7:420] -A OUTPUT -p tcp -m tcp --dport 179 -j REJECT --reject-with tcp-reset'),
			),
			findings: [{message: 'droppedOut', subject: {kind: 'NetfilterRule', name: 'TCP 179 out'}}],
		},
		'only one neighbour is shut out': {
			evidence: seen(waiting, rulesOf('[7:420] -A INPUT -s 10.0.0.14/32 -p tcp -m tcp --dport 179 -j DROP')),
			findings: [{message: 'droppedIn', subject, text: 'BGP (TCP port 179) of node-4 (10.0.0.14): by rule'}],
		},
		'a policy of nftables drops what nobody accepts': {
			evidence: seen(
				waiting,
				rulesOf(),
				inTable({name: 'input', type: 'filter', hook: 'input', prio: 0, policy: 'drop'}, [
					{match: {op: '==', left: {payload: {protocol: 'tcp', field: 'dport'}}, right: 10_250}},
					{accept: null},
				]),
			),
			findings: [{message: 'droppedIn', subject, text: 'policy of nftables inet filter input is drop'}],
		},
	},
});
