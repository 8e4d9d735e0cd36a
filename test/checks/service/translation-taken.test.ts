import {test} from 'vitest';
import check from '../../../checks/service/translation-taken.ts';
import {servicePackets} from '../../../src/derive/service-packets.ts';
import {takenServices} from '../../../src/derive/service-translation.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';

const ranges = {services: ['10.43.0.0/16'], dns: ['10.43.0.10']};
const pod = {address: '10.42.1.7', device: 'cali660babf9b67'};
const jumps = [
	'-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
	'-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
];
const nat = (...rules: readonly string[]) =>
	parseIptablesSave(
		[
			'*nat',
			':PREROUTING ACCEPT [0:0]',
			':OUTPUT ACCEPT [0:0]',
			':KUBE-SERVICES - [0:0]',
			...rules,
			'COMMIT',
			'',
		].join('\n'),
	);
const legacy = (...rules: readonly string[]) =>
	parseIptablesSave(
		['*nat', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n'),
	);

interface Given {
	readonly before?: readonly string[];
	readonly behind?: readonly string[];
	readonly ofLegacy?: readonly string[];
	readonly chains?: readonly object[];
	readonly links?: readonly object[];
	readonly own?: readonly string[];
}
const evidence = ({before = [], behind = [], ofLegacy = [], chains = [], links = [], own = []}: Given) => ({
	taken: takenServices(
		{nft: nat(...before, ...jumps, ...behind), legacy: legacy(...ofLegacy)},
		parseNftRuleset(JSON.stringify({nftables: chains})).tables,
		servicePackets(
			pod,
			ranges,
			linksOf(...links),
			own.map(address => ({address})),
		),
	),
});
const tableAt = (prio: number, hook: string, ...rules: readonly (readonly object[])[]) => [
	{table: {family: 'ip', name: 'site', handle: 1}},
	{
		chain: {
			family: 'ip',
			table: 'site',
			name: 'c',
			handle: 2,
			type: 'nat',
			hook,
			prio,
			policy: 'accept',
		},
	},
	...rules.map((expr, index) => ({rule: {family: 'ip', table: 'site', chain: 'c', handle: 3 + index, expr}})),
];
const table = (hook: string, ...rules: readonly (readonly object[])[]) => tableAt(-150, hook, ...rules);
const isTo = (address: string) => ({
	match: {op: '==', left: {payload: {protocol: 'ip', field: 'daddr'}}, right: address},
});
const dnat = {dnat: {addr: '10.0.0.99'}};
const hostPorts = [
	':CNI-HOSTPORT-DNAT - [0:0]',
	':CNI-DN-1dd3 - [0:0]',
	'-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
	'-A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 80,443 -j CNI-DN-1dd3',
	'-A CNI-DN-1dd3 -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.42.1.8:443',
];
const subjectOf = (rule: string) => ({kind: 'NetfilterRule', name: `nat ${rule}`}) as const;

testCheck(test, check, {
	environment: {kubeProxy: told('iptables' as const)},
	passes: {
		'kube-proxy alone': {evidence: evidence({})},
		'a rule for the services behind its jump': {
			evidence: evidence({behind: ['-A OUTPUT -d 10.43.0.0/16 -j RETURN']}),
		},
		'a port of this host is forwarded': {
			evidence: evidence({
				before: ['-A PREROUTING -d 10.0.0.2/32 -p tcp -m tcp --dport 443 -j REDIRECT --to-ports 8443'],
			}),
		},
		'an address of Docker': {
			evidence: evidence({
				before: ['-A PREROUTING -d 172.17.0.0/16 -j ACCEPT', '-A OUTPUT -d 127.0.0.0/8 -j RETURN'],
			}),
		},
		'accepted in the other back-end, which ends nothing here': {
			evidence: evidence({ofLegacy: ['-A PREROUTING -j ACCEPT', '-A OUTPUT -j ACCEPT']}),
		},
		'accepted in a table of nftables, which ends nothing in others': {
			evidence: evidence({chains: table('output', [isTo('10.43.0.1'), {accept: null}])}),
		},
		'a table of nftables that translates something else': {
			evidence: evidence({chains: table('prerouting', [isTo('10.0.0.2'), dnat])}),
		},
		'firewalld forwards a port, behind the rules of iptables': {
			evidence: evidence({chains: tableAt(-90, 'prerouting', [isTo('10.43.0.1'), dnat])}),
		},
		'a table of nftables at the priority of iptables, which may come before it or behind it': {
			evidence: evidence({chains: tableAt(-100, 'output', [isTo('10.43.0.1'), dnat])}),
		},
		'a list of addresses that cannot be looked into': {
			evidence: evidence({before: ['-A PREROUTING -m set --match-set local dst -j RETURN']}),
		},
		'NodeLocal DNSCache takes questions': {
			evidence: evidence({
				before: ['-A OUTPUT -d 10.43.0.10/32 -p udp -m udp --dport 53 -j ACCEPT'],
				links: [{ifindex: 9, ifname: 'nodelocaldns', flags: [], mtu: 1500, operstate: 'DOWN'}],
			}),
		},
		'ipvs mode, and a rule that accepts: packets come to this node all the same': {
			environment: {kubeProxy: told('ipvs' as const)},
			evidence: evidence({own: ['10.43.0.1'], before: ['-A OUTPUT -d 10.43.0.0/16 -j RETURN']}),
		},
		'ipvs mode, and host ports behind the rules of kube-proxy': {
			environment: {kubeProxy: told('ipvs' as const)},
			evidence: evidence({own: ['10.43.0.1'], behind: hostPorts}),
		},
		'host ports before the rules of kube-proxy, while no address of a service is of this node': {
			evidence: evidence({before: hostPorts}),
		},
	},
	fails: {
		'ipvs mode, and host ports before the rules of kube-proxy': {
			environment: {kubeProxy: told('ipvs' as const)},
			evidence: evidence({own: ['10.43.0.1'], before: hostPorts}),
			findings: [
				{
					message: 'byHostPort',
					subject: subjectOf(
						'-t nat -A CNI-DN-1dd3 -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.42.1.8:443',
					),
					text: 'Packets of pods to the API (10.43.0.1) end at the host port 443 of a pod',
				},
			],
		},
		'services return in OUTPUT': {
			evidence: evidence({before: ['-A OUTPUT -d 10.43.0.0/16 -j RETURN']}),
			findings: [
				{
					message: 'bypassed',
					subject: subjectOf('-t nat -A OUTPUT -d 10.43.0.0/16 -j RETURN'),
					text: 'for this node: rule',
				},
			],
		},
		'everything is accepted in PREROUTING': {
			evidence: evidence({before: ['-A PREROUTING -j ACCEPT']}),
			findings: [
				{message: 'bypassed', subject: subjectOf('-t nat -A PREROUTING -j ACCEPT'), text: 'for pods'},
			],
		},
		'a transparent proxy takes TCP 443': {
			evidence: evidence({before: ['-A PREROUTING -p tcp -m tcp --dport 443 -j REDIRECT --to-ports 3129']}),
			findings: [
				{
					message: 'redirected',
					subject: subjectOf('-t nat -A PREROUTING -p tcp -m tcp --dport 443 -j REDIRECT --to-ports 3129'),
					text: 'the API (10.43.0.1)',
				},
			],
		},
		'rules of a former cluster in the other back-end': {
			evidence: evidence({ofLegacy: ['-A OUTPUT -d 10.43.0.1/32 -j DNAT --to-destination 10.0.0.99:6443']}),
			findings: [
				{
					message: 'redirected',
					subject: subjectOf('-t nat -A OUTPUT -d 10.43.0.1/32 -j DNAT --to-destination 10.0.0.99:6443'),
				},
			],
		},
		'a table of nftables sends the cluster DNS to a resolver': {
			evidence: evidence({chains: table('output', [isTo('10.43.0.10'), dnat])}),
			findings: [
				{message: 'redirected', subject: subjectOf('nftables ip site c handle 3'), text: 'the cluster DNS'},
			],
		},
	},
});
