import {test} from 'vitest';
import check from '../../../checks/netfilter/tunnel-input.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {testCheck} from '../../../src/testing.ts';
import {addresses, flannelCni, peerOf} from '../flannel-builders.ts';
import {inputRules} from '../host/evidence.ts';

const none = {tables: [], incompatibleTables: []};
const established = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
const withRules = (policy: 'ACCEPT' | 'DROP', ...rules: readonly string[]) => ({
	rules: {nft: inputRules(policy, rules), legacy: none},
	tables: [],
	addresses,
	ranges: {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: ['10.43.0.10'], domain: 'cluster.local'},
	plan: {peers: [peerOf(1)], source: 'api'} as const,
});
const withOutput = (...rules: readonly string[]) => ({
	...withRules('ACCEPT'),
	rules: {
		nft: parseIptablesSave(
			['*filter', ':OUTPUT ACCEPT [0:0]', ...rules.map(rule => `-A OUTPUT ${rule}`), 'COMMIT', ''].join('\n'),
		),
		legacy: none,
	},
});
const native = (...expr: readonly object[]) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{table: {family: 'inet', name: 'site', handle: 1}},
				{
					chain: {
						...{family: 'inet', table: 'site', name: 'input', handle: 1},
						...{type: 'filter', hook: 'input', prio: 0, policy: 'accept'},
					},
				},
				{rule: {family: 'inet', table: 'site', chain: 'input', handle: 2, expr}},
			],
		}),
	).tables;
const fromTunnel = {match: {op: '==', left: {meta: {key: 'iifname'}}, right: 'flannel.1'}};
const isEstablished = {match: {op: 'in', left: {ct: {key: 'state'}}, right: 'established'}};
const subject = {kind: 'NetfilterRule', name: 'in flannel.1'} as const;

testCheck(test, check, {
	passes: {
		'no rules': {evidence: withRules('ACCEPT')},
		'a closed firewall that lets answers in': {
			evidence: withRules('DROP', established, '-s 10.0.0.0/24 -j ACCEPT'),
		},
		'new connections from pods are refused': {
			evidence: withRules('ACCEPT', '-i flannel.1 -m conntrack --ctstate NEW -j DROP'),
		},
		'a closed firewall that lets pods in': {evidence: withRules('DROP', '-s 10.42.0.0/16 -j ACCEPT')},
		'another device': {evidence: withRules('ACCEPT', '-i eth1 -j DROP')},
		'the way out is open for nodes and pods alone': {
			evidence: withOutput('-d 10.42.0.0/16 -j ACCEPT', '-d 10.0.0.0/24 -j ACCEPT', '-j DROP'),
		},
		'no other node': {evidence: {...withRules('DROP'), plan: {peers: [], source: 'api'} as const}},
		'another name of the device': {
			evidence: withRules('ACCEPT', '-i flannel.1 -j DROP'),
			environment: flannelCni,
		},
	},
	fails: {
		'a rule for the device': {
			evidence: withRules('ACCEPT', '-i flannel.1 -j DROP'),
			findings: [{message: 'dropped', subject, text: 'out of flannel.1 for itself'}],
		},
		'a closed firewall for the network of the nodes alone': {
			evidence: withRules('DROP', '-s 10.0.0.0/24 -j ACCEPT', '-i lo -j ACCEPT'),
			findings: [{message: 'dropped', subject, text: 'the policy of'}],
		},
		'a rule that closes the way out by the device': {
			evidence: withOutput('-o flannel.1 -j REJECT --reject-with icmp-port-unreachable'),
			findings: [
				{
					message: 'droppedOut',
					subject: {kind: 'NetfilterRule', name: 'out flannel.1'},
					text: 'sends itself to pods and nodes through flannel.1, by rule -t filter -A OUTPUT -o flannel.1',
				},
			],
		},
		'nftables, of connections that exist': {
			evidence: {...withRules('ACCEPT'), tables: native(fromTunnel, isEstablished, {drop: null})},
			findings: [{message: 'dropped', subject, text: 'nftables rule'}],
		},
	},
});
