import {test} from 'vitest';
import check from '../../../checks/netfilter/overlay-port.ts';
import {parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {device, links as devices, fdb, inputRules} from '../host/evidence.ts';

const none = {nft: inputRules('ACCEPT', []), legacy: {tables: [], incompatibleTables: []}};
const nft = (...rules: readonly string[]) => ({...none, nft: inputRules('ACCEPT', rules, chains)});
const closed = (...rules: readonly string[]) => ({...none, nft: inputRules('DROP', rules, chains)});
const established = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
const dropPort = '-p udp -m udp --dport 8472 -j DROP';

/** What Felix, kube-proxy, and firewalls of hosts commonly bring along. */
const chains = {
	'cali-INPUT': [
		'-i cali+ -m comment --comment "cali:FewJpBykm9iJ-YNH" -g cali-wl-to-host',
		'-m comment --comment "cali:hder3ARWznqqv8Va" -m mark --mark 0x10000/0x10000 -j ACCEPT',
		'-m comment --comment "cali:xgOu2uJft6H9oDGF" -j MARK --set-xmark 0x0/0xf0000',
		'-m comment --comment "cali:iJYm-HWA0aTh-qHP" -m comment --comment "Host endpoint policy accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT',
	],
	'cali-wl-to-host': ['-m comment --comment "Configured DefaultEndpointToHostAction" -j ACCEPT'],
	'KUBE-FIREWALL': [
		'! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
	],
	'f2b-sshd': ['-s 203.0.113.9/32 -j REJECT --reject-with icmp-port-unreachable', '-j RETURN'],
	'from-nodes': ['-s 10.0.0.0/24 -j ACCEPT', '-j RETURN'],
};
const ofCluster = ['-m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT', '-j KUBE-FIREWALL'];

const native = (...rules: readonly (readonly object[])[]) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{metainfo: {version: '1.0.6', json_schema_version: 1}},
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
						policy: 'drop',
					},
				},
				...rules.map((expr, index) => ({
					rule: {family: 'inet', table: 'filter', chain: 'input', handle: index + 2, expr},
				})),
			],
		}),
	).tables;
const ifState = {
	vmap: {
		key: {ct: {key: 'state'}},
		data: {
			set: [
				['established', {accept: null}],
				['invalid', {drop: null}],
			],
		},
	},
};
const ifPort = (protocol: string, right: unknown) => ({
	match: {op: '==', left: {payload: {protocol, field: 'dport'}}, right},
});

const subject = {kind: 'NetfilterRule', name: 'UDP 8472'} as const;

testCheck(test, check, {
	passes: {
		'rules of Canal and kube-proxy': {evidence: {rules: nft(...ofCluster), tables: [], devices, fdb}},
		'the port is open in a closed firewall': {
			evidence: {
				rules: closed(...ofCluster, established, '-i lo -j ACCEPT', '-p udp -m udp --dport 8472 -j ACCEPT'),
				tables: [],
				devices,
				fdb,
			},
		},
		'the nodes are let in by a chain': {
			evidence: {
				rules: closed(
					...ofCluster,
					established,
					'-p tcp -m tcp --dport 22 -j f2b-sshd',
					'-j from-nodes',
					'-j DROP',
				),
				tables: [],
				devices,
				fdb,
			},
		},
		'other ports are dropped': {
			evidence: {
				rules: nft(
					'-p udp -m multiport --dports 111,8000:8471 -j DROP',
					'-p tcp -m tcp --dport 8472 -j DROP',
				),
				tables: [],
				devices,
				fdb,
			},
		},
		'dropped on another interface': {evidence: {rules: nft(`-i eth1 ${dropPort}`), tables: [], devices, fdb}},
		'dropped for everybody but the nodes': {
			evidence: {rules: nft('! -s 10.0.0.0/16 -p udp -m udp --dport 8472 -j DROP'), tables: [], devices, fdb},
		},
		'a set decides, which is not known here': {
			evidence: {
				rules: closed('-m set --match-set nodes src -j ACCEPT', '-j DROP'),
				tables: [],
				devices,
				fdb,
			},
		},
		'a set decides who is dropped': {
			evidence: {rules: nft('-m set --match-set blocked src -j DROP'), tables: [], devices, fdb},
		},
		'a mark decides, which another tool may have set': {
			evidence: {
				rules: closed('-m mark --mark 0x1/0x1 -j ACCEPT', '-j DROP'),
				tables: native([{mangle: {key: {meta: {key: 'mark'}}, value: 1}}, {accept: null}]),
				devices,
				fdb,
			},
		},
		'an open port in nftables': {
			evidence: {
				rules: none,
				tables: native([ifState], [ifPort('udp', {set: [53, {range: [8000, 9000]}]}), {accept: null}]),
				devices,
				fdb,
			},
		},
		'a named set in nftables': {
			evidence: {
				rules: none,
				tables: native([
					{match: {op: '==', left: {payload: {protocol: 'ip', field: 'saddr'}}, right: '@nodes'}},
					{accept: null},
				]),
				devices,
				fdb,
			},
		},
		'a rule for another protocol in nftables, inverted': {
			evidence: {
				rules: none,
				tables: native(
					[{match: {op: '!=', left: {payload: {protocol: 'tcp', field: 'dport'}}, right: 22}}, {drop: null}],
					[{accept: null}],
				),
				devices,
				fdb,
			},
		},
		'a tunnel over IPv6': {
			evidence: {
				rules: nft(dropPort),
				tables: [],
				devices: linksOf(
					device('flannel.1', 3, {
						linkinfo: {info_kind: 'vxlan', info_data: {id: 1, local6: 'fd00::2', link: 'eth0', port: 8472}},
					}),
				),
				fdb,
			},
		},
		'no such device': {
			evidence: {rules: nft(dropPort), tables: [], devices: linksOf(device('eth0', 2)), fdb},
		},
	},
	fails: {
		'one rule': {
			evidence: {rules: nft(...ofCluster, dropPort), tables: [], devices, fdb},
			findings: [
				{
					message: 'dropped',
					subject,
					text: `UDP port 8472) of 10.0.0.1 and 10.0.0.3: rule -t filter -A INPUT ${dropPort}`,
				},
			],
		},
		'everything that is new, at the end': {
			evidence: {
				rules: nft(
					...ofCluster,
					established,
					'-p icmp -j ACCEPT',
					'-p tcp -m tcp --dport 22 -j ACCEPT',
					'-j REJECT --reject-with icmp-host-prohibited',
				),
				tables: [],
				devices,
				fdb,
			},
			findings: [{message: 'dropped', subject, text: 'icmp-host-prohibited'}],
		},
		'one of two peers': {
			evidence: {rules: nft(`-s 10.0.0.3/32 ${dropPort}`), tables: [], devices, fdb},
			findings: [{message: 'dropped', subject, text: 'of 10.0.0.3: rule'}],
		},
		'the policy': {
			evidence: {rules: closed(...ofCluster, established), tables: [], devices, fdb},
			findings: [{message: 'droppedByPolicy', subject, text: 'policy of filter INPUT is drop'}],
		},
		'whoever the set lets through, the last rule drops': {
			evidence: {rules: nft('-m set --match-set blocked src -j DROP', dropPort), tables: [], devices, fdb},
			findings: [{message: 'dropped', subject}],
		},
		'in a chain of its own, by the older back-end': {
			evidence: {
				rules: {
					...none,
					legacy: inputRules('ACCEPT', ['-j hardening'], {
						hardening: ['-p tcp -j RETURN', '-p udp -m udp ! --dport 53 -j DROP'],
					}),
				},
				tables: [],
				devices,
				fdb,
			},
			findings: [{message: 'dropped', subject, text: '-t filter -A hardening -p udp'}],
		},
		'nftables: the policy': {
			evidence: {
				rules: none,
				tables: native([ifState], [ifPort('tcp', {set: [22, 6443]}), {accept: null}]),
				devices,
				fdb,
			},
			findings: [
				{
					message: 'droppedByNftPolicy',
					subject,
					text: 'policy of the nftables chain inet filter input is drop',
				},
			],
		},
		'nftables: firewalld rejects': {
			evidence: {
				rules: none,
				tables: native(
					[ifState],
					[{match: {op: '==', left: {meta: {key: 'iifname'}}, right: 'lo'}}, {accept: null}],
					[{reject: {type: 'icmpx', expr: 'admin-prohibited'}}],
				),
				devices,
				fdb,
			},
			findings: [{message: 'droppedByNft', subject, text: 'rule inet filter input handle 4'}],
		},
		'Cilium, whose peers are not in the FDB': {
			evidence: {
				rules: nft(dropPort),
				tables: [],
				devices: linksOf(
					device('cilium_vxlan', 3, {
						linkinfo: {info_kind: 'vxlan', info_data: {id: 0, external: true, port: 8472}},
					}),
				),
				fdb: [],
			},
			environment: {cni: told('cilium'), overlayDevice: told('cilium_vxlan')},
			findings: [{message: 'dropped', subject, text: 'of other nodes'}],
		},
	},
});
