import {test} from 'vitest';
import check from '../../../checks/flannel/bridge-arp.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {testCheck} from '../../../src/testing.ts';
import {bridge, gateway, links, port} from './bridge-builders.ts';
import {onFlannel as environment} from './environment.ts';

const match = (left: object, right: unknown, op = '==') => ({match: {op, left, right}});
const isArp = match({payload: {protocol: 'ether', field: 'type'}}, 'arp');
const isRequest = match({payload: {protocol: 'arp', field: 'operation'}}, 'request');
const inBridge = (name: string) => match({meta: {key: 'ibrname'}}, name);
const fromPort = (name: string) => match({meta: {key: 'iifname'}}, name);
const drop = {drop: null};
const tables = (hook: string, ...expr: readonly object[]) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{table: {family: 'bridge', name: 'filter', handle: 1}},
				{
					chain: {
						...{family: 'bridge', table: 'filter', name: 'INPUT', handle: 1},
						...{type: 'filter', hook, prio: -200, policy: 'accept'},
					},
				},
				{rule: {family: 'bridge', table: 'filter', chain: 'INPUT', handle: 2, expr}},
			],
		}),
	).tables;
const judged = (given: ReturnType<typeof tables>) => ({
	evidence: {
		tables: given,
		links: links(bridge(), port('vethbb190965'), port('vethcc190965')),
		addresses: [gateway],
	},
	environment,
});
const subject = {kind: 'NetfilterRule', name: 'bridge filter INPUT'} as const;

testCheck(test, check, {
	passes: {
		'no such table': judged([]),
		'one that counts': judged(tables('input', isArp, {counter: {packets: 7, bytes: 420}}, {accept: null})),
		'the bridge of virtual machines': judged(tables('input', inBridge('virbr0'), isArp, drop)),
		'one port is quarantined': judged(tables('input', fromPort('vethbb190965'), isArp, drop)),
		'questions for an address that is not the gateway': judged(
			tables(
				'input',
				match({payload: {protocol: 'arp', field: 'daddr ip'}}, '192.168.122.1'),
				isRequest,
				drop,
			),
		),
		'answers are dropped where questions come in': judged(
			tables('input', isArp, match({payload: {protocol: 'arp', field: 'operation'}}, 'reply'), drop),
		),
		'between the ports only': judged(tables('forward', isArp, drop)),
		'a node without pods': {
			evidence: {tables: tables('input', isArp, drop), links: links(bridge()), addresses: [gateway]},
			environment,
		},
	},
	fails: {
		'ARP is dropped in all bridges': {
			...judged(tables('input', isArp, isRequest, {counter: {packets: 7, bytes: 420}}, drop)),
			findings: [
				{message: 'dropped', subject, text: 'in the bridge, nftables rule bridge filter INPUT handle 2'},
			],
		},
		'whatever is not IPv4 is dropped in cni0': {
			...judged(
				tables(
					'prerouting',
					inBridge('cni0'),
					match({meta: {key: 'protocol'}}, {set: ['ip', 'ip6']}, '!='),
					drop,
				),
			),
			findings: [{message: 'dropped', subject, text: 'their gateway 10.42.1.1'}],
		},
		'the answers of the node': {
			...judged(tables('output', match({payload: {protocol: 'arp', field: 'operation'}}, 'reply'), drop)),
			findings: [{message: 'dropped', subject}],
		},
	},
});
