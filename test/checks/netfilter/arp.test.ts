import {test} from 'vitest';
import check from '../../../checks/netfilter/arp.ts';
import {parseIpNeighbour} from '../../../src/parsers/ip-neighbour.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {testCheck} from '../../../src/testing.ts';
import {onUnderlay, peerOf} from '../flannel-builders.ts';

const three = peerOf(3);
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
	{state = 'FAILED', result = 'silent'}: {state?: string; result?: 'silent' | 'answered'} = {},
) => ({
	evidence: {
		tables: given,
		neighbours: parseIpNeighbour(JSON.stringify([{dst: '10.0.0.3', dev: 'eth0', state: [state]}])),
		underlay: [onUnderlay(three, result)],
		overlay: [],
		underlayPings: [onUnderlay(three, result)],
	},
});
const subject = {kind: 'NetfilterRule', name: 'arp guard in'} as const;

testCheck(test, check, {
	passes: {
		'a table that counts': judged(tables('accept', {counter: null}, {accept: null})),
		'no such table, and a node that is down': judged([]),
		'nodes that answer': judged(tables('drop'), {result: 'answered'}),
		'a node that is silent, but told its MAC': judged(tables('drop'), {state: 'REACHABLE'}),
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
	},
});
