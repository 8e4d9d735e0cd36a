import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/calico/ipip-protocol.ts';
import {ipipPassage} from '../../../src/derive/ipip-passage.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {netfilterIpipPassage} from '../../../src/probes/netfilter.ipip-passage.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {probed} from '../../probes/run-probe.ts';
import {calicoNode} from '../builders.ts';
import {routeOf} from '../flannel-builders.ts';

const legacy = {tables: [], incompatibleTables: []};
/** As Felix writes them where a pool has IPIP, and what comes after. */
const rulesOf = (...lines: readonly string[]) => ({
	legacy,
	nft: parseIptablesSave(
		[
			'*filter',
			':INPUT ACCEPT [0:0]',
			':OUTPUT ACCEPT [0:0]',
			':cali-INPUT - [0:0]',
			':cali-OUTPUT - [0:0]',
			...lines.filter(line => line.includes('-I ')).map(line => line.replace('-I ', '-A ')),
			'[0:0] -A INPUT -m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT',
			'[0:0] -A OUTPUT -m comment --comment "cali:tVnHkvAo15HuiPy0" -j cali-OUTPUT',
			'[9:540] -A cali-INPUT -p ipencap -m comment --comment "Allow IPIP packets from Calico hosts" -m set --match-set cali40all-hosts-net src -m addrtype --dst-type LOCAL -j ACCEPT',
			'[0:0] -A cali-INPUT -p ipencap -m comment --comment "Drop IPIP packets from non-Calico hosts" -j DROP',
			'[9:540] -A cali-OUTPUT -p ipencap -m comment --comment "Allow IPIP packets to other Calico hosts" -m set --match-set cali40all-hosts-net dst -m addrtype --src-type LOCAL -j ACCEPT',
			...lines.filter(line => !line.includes('-I ')),
			'COMMIT',
			'',
		].join('\n'),
	),
});
const tableOf = (...expressions: readonly object[]) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{table: {family: 'inet', name: 'filter', handle: 1}},
				{
					chain: {
						family: 'inet',
						table: 'filter',
						name: 'input',
						handle: 1,
						type: 'filter',
						hook: 'input',
						prio: 0,
						policy: 'accept',
					},
				},
				{rule: {family: 'inet', table: 'filter', chain: 'input', handle: 2, expr: expressions}},
			],
		}),
	).tables;
const routes = [1, 3].map(n => routeOf(`10.42.${n}.0/26`, {gateway: `10.0.0.${n}`, dev: 'tunl0'}));
const seen = (rules: ReturnType<typeof rulesOf>, tables: ReturnType<typeof tableOf> = []) => ({
	evidence: {passage: ipipPassage(routes, rules, tables)},
});
const ofProtocol = (right: unknown) => ({
	match: {op: '==', left: {payload: {protocol: 'ip', field: 'protocol'}}, right},
});

testCheck(test, check, {
	environment: {...calicoNode, backend: told('ipip' as const)},
	passes: {
		'Felix accepts nodes and drops others': seen(rulesOf()),
		'what is dropped after Felix has accepted': seen(rulesOf('[0:0] -A INPUT -p ipencap -j DROP')),
		'another protocol': seen(rulesOf('[0:0] -I INPUT -p gre -j DROP')),
		'nftables drops another protocol': seen(rulesOf(), tableOf(ofProtocol('gre'), {drop: null})),
	},
	fails: {
		'a rule before Felix drops it': {
			...seen(rulesOf('[7:700] -I INPUT -p ipencap -j DROP')),
			findings: [
				{
					message: 'droppedIn',
					subject: {kind: 'NetfilterRule', name: 'IP-in-IP in'},
					text: 'of 10.0.0.1 and 10.0.0.3: by rule -t filter -A INPUT -p ipencap -j DROP',
				},
			],
		},
		'only TCP, UDP and ICMP are let in before Felix': {
			...seen(
				rulesOf(
					'[7:700] -I INPUT -p tcp -j ACCEPT',
					'[7:700] -I INPUT -p udp -j ACCEPT',
					'[7:700] -I INPUT -p icmp -j ACCEPT',
					'[7:700] -I INPUT -j REJECT --reject-with icmp-host-prohibited',
				),
			),
			findings: [{message: 'droppedIn', subject: {kind: 'NetfilterRule', name: 'IP-in-IP in'}}],
		},
		'nftables drops it by number': {
			...seen(rulesOf(), tableOf(ofProtocol(4), {drop: null})),
			findings: [
				{message: 'droppedIn', subject: {kind: 'NetfilterRule', name: 'IP-in-IP in'}, text: 'nftables rule'},
			],
		},
		'this node lets none out': {
			...seen(rulesOf('[7:700] -I OUTPUT -p 4 -j DROP')),
			findings: [{message: 'droppedOut', subject: {kind: 'NetfilterRule', name: 'IP-in-IP out'}}],
		},
	},
});

describe('netfilter.ipip-passage', () => {
	it('is not known where a rule may or may not decide', () => {
		const rules = rulesOf('[0:0] -I INPUT -p ipencap -m set ! --match-set trusted src -j DROP');
		expect(() => probed(netfilterIpipPassage, {}, {rules, tables: [], routes})).toThrow('cannot tell');
		expect(() => probed(netfilterIpipPassage, {}, {rules: {nft: rulesOf().nft}, tables: [], routes})).toThrow(
			'legacy',
		);
	});
});
