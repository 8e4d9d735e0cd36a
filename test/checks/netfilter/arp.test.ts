import {test} from 'vitest';
import check from '../../../checks/netfilter/arp.ts';
import {parseIpNeighbour} from '../../../src/parsers/ip-neighbour.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {testCheck} from '../../../src/testing.ts';
import {addresses, onUnderlay, peerOf} from '../flannel-builders.ts';

const about = (field: string, right: unknown) => ({
	match: {op: '==', left: {payload: {protocol: 'arp', field}}, right},
});
const tables = (policy: 'accept' | 'drop', ...expr: readonly object[]) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{table: {family: 'arp', name: 'guard', handle: 1}},
				{
					chain: {
						...{family: 'arp', table: 'guard', name: 'in', handle: 1},
						...{type: 'filter', hook: 'input', prio: 0, policy},
					},
				},
				...(expr.length === 0 ? [] : [{rule: {family: 'arp', table: 'guard', chain: 'in', handle: 2, expr}}]),
			],
		}),
	).tables;
const judged = (
	given: ReturnType<typeof tables>,
	{
		state = 'FAILED',
		result = 'silent',
		standing = 'ready',
	}: {state?: string; result?: 'silent' | 'answered'; standing?: 'ready' | 'not-ready'} = {},
) => ({
	evidence: {
		...{tables: given, addresses},
		neighbours: parseIpNeighbour(JSON.stringify([{dst: '10.0.0.3', dev: 'eth0', state: [state]}])),
		underlay: [onUnderlay(peerOf(3, {standing}), result)],
		overlay: [],
		underlayPings: [onUnderlay(peerOf(3, {standing}), result)],
	},
});
const subject = {kind: 'NetfilterRule', name: 'arp guard in'} as const;

testCheck(test, check, {
	passes: {
		'a table that counts': judged(tables('accept', {counter: null}, {accept: null})),
		'no such table, and a node that is down': judged([]),
		'nodes that answer': judged(tables('drop'), {result: 'answered'}),
		'a node that is silent, but told its MAC': judged(tables('drop'), {state: 'REACHABLE'}),
		'a node that is switched off, and a closed table': judged(tables('drop'), {standing: 'not-ready'}),
		'a real server of LVS that does not announce the virtual address': judged(
			tables('accept', about('htype', 1), about('hlen', 6), about('daddr ip', '10.0.0.200'), {drop: null}),
		),
		'questions that are not answered, where answers come in': judged(
			tables('accept', about('operation', 'request'), {drop: null}),
		),
		'a closed table that lets the network pass': judged(
			tables('drop', about('saddr ip', {prefix: {addr: '10.0.0.0', len: 24}}), {accept: null}),
		),
		'a rule that selects by what is not understood': judged(
			tables('accept', about('saddr ether', '52:54:00:00:00:03'), {drop: null}),
		),
	},
	fails: {
		'a closed table': {
			...judged(tables('drop')),
			findings: [
				{message: 'dropped', subject, text: 'the policy of the nftables chain arp guard in is drop'},
			],
		},
		'a rule': {
			...judged(tables('accept', {drop: null}), {state: 'INCOMPLETE'}),
			findings: [{message: 'dropped', subject, text: 'MAC of node-3, and it drops ARP: nftables rule'}],
		},
		'a closed table that lets the router alone pass': {
			...judged(tables('drop', about('saddr ip', '10.0.0.254'), {accept: null})),
			findings: [
				{message: 'dropped', subject, text: 'the policy of the nftables chain arp guard in is drop'},
			],
		},
		'answers to this node by one device': {
			...judged(
				tables(
					'accept',
					{match: {op: '==', left: {meta: {key: 'iifname'}}, right: 'eth0'}},
					...[about('operation', 'reply'), about('daddr ip', '10.0.0.2'), {drop: null}],
				),
			),
			findings: [{message: 'dropped', subject, text: 'nftables rule arp guard in handle 2'}],
		},
	},
});
