import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/netfilter/overlay-port.ts';
import type {BackendRules} from '../../../src/derive/netfilter-hooks.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {type NftTable, parseNftRuleset} from '../../../src/parsers/nft-ruleset.ts';
import {netfilterOverlayPassage} from '../../../src/probes/netfilter.overlay-passage.ts';
import {netfilterOverlayWalk} from '../../../src/probes/netfilter.overlay-walk.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {device, links as devices, fdb, inputRules, withoutPlan} from '../host/evidence.ts';

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

const out = (policy: 'ACCEPT' | 'DROP', output: readonly string[], ...tables: readonly string[]) => ({
	...none,
	nft: parseIptablesSave(
		[
			...tables,
			'*filter',
			`:OUTPUT ${policy} [0:0]`,
			':cali-OUTPUT - [0:0]',
			':KUBE-FIREWALL - [0:0]',
			...output.map(rule => `-A OUTPUT ${rule}`),
			'-A cali-OUTPUT -m comment --comment "cali:Mq1_rAdXXH3YkrzW" -m mark --mark 0x10000/0x10000 -j ACCEPT',
			'-A cali-OUTPUT -o cali+ -m comment --comment "cali:69FkRTJDvD5Vu6Vl" -j RETURN',
			'-A cali-OUTPUT -m comment --comment "cali:sRbe5SGWxQBUFl9c" -j MARK --set-xmark 0x0/0xf0000',
			...(chains['KUBE-FIREWALL'] ?? []).map(rule => `-A KUBE-FIREWALL ${rule}`),
			'COMMIT',
			'',
		].join('\n'),
	),
});
const outOfCluster = ['-m comment --comment "cali:tVnHkvAo15HuiPy0" -j cali-OUTPUT', '-j KUBE-FIREWALL'];
const nativeOut = (
	hook: 'output' | 'postrouting',
	policy: string,
	...rules: readonly (readonly object[])[]
) =>
	parseNftRuleset(
		JSON.stringify({
			nftables: [
				{table: {family: 'inet', name: 'own', handle: 1}},
				{
					chain: {family: 'inet', table: 'own', name: hook, handle: 1, type: 'filter', hook, prio: 0, policy},
				},
				...rules.map((expr, index) => ({
					rule: {family: 'inet', table: 'own', chain: hook, handle: index + 2, expr},
				})),
			],
		}),
	).tables;
const leavesBy = (right: string) => ({match: {op: '==', left: {meta: {key: 'oifname'}}, right}});

const subject = {kind: 'NetfilterRule', name: 'UDP 8472'} as const;

/** What the check is given of these rules. */
const passing = ({
	devices: links,
	...given
}: {
	readonly rules: BackendRules;
	readonly tables: readonly NftTable[];
	readonly devices: typeof devices;
	readonly fdb: typeof fdb;
}) => {
	const passages = netfilterOverlayWalk.parse(
		[],
		{links, lookups: {readers: new Set<number>()}, ...given},
		withoutPlan,
	);
	return {passage: netfilterOverlayPassage.parse([], {passages, rules: given.rules}, {}), devices: links};
};

testCheck(test, check, {
	passes: {
		'rules of Canal and kube-proxy': {
			evidence: passing({rules: nft(...ofCluster), tables: [], devices, fdb}),
		},
		'the port is open in a closed firewall': {
			evidence: passing({
				rules: closed(...ofCluster, established, '-i lo -j ACCEPT', '-p udp -m udp --dport 8472 -j ACCEPT'),
				tables: [],
				devices,
				fdb,
			}),
		},
		'the nodes are let in by a chain': {
			evidence: passing({
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
			}),
		},
		'Felix drops all but the peers of its tunnel, which it keeps in a set': {
			evidence: passing({
				rules: nft(
					'-p udp -m comment --comment "Allow IPv4 VXLAN packets from allowed hosts" -m multiport --dports 8472 -m set --match-set cali40all-vxlan-net src -m addrtype --dst-type LOCAL -j ACCEPT',
					'-p udp -m comment --comment "Drop IPv4 VXLAN packets from non-allowed hosts" -m multiport --dports 8472 -m addrtype --dst-type LOCAL -j DROP',
				),
				tables: [],
				devices,
				fdb,
			}),
		},
		'what is too large for the tunnel, or too small for anything, is dropped': {
			evidence: passing({
				rules: nft('-p udp -m length --length 1501:65535 -j DROP', '-p udp -m length --length 0:28 -j DROP'),
				tables: native(
					[{match: {op: '>', left: {meta: {key: 'length'}}, right: 1500}}, {drop: null}],
					[{accept: null}],
				),
				devices,
				fdb,
			}),
		},
		'other ports are dropped': {
			evidence: passing({
				rules: nft(
					'-p udp -m multiport --dports 111,8000:8471 -j DROP',
					'-p tcp -m tcp --dport 8472 -j DROP',
				),
				tables: [],
				devices,
				fdb,
			}),
		},
		'dropped on another interface': {
			evidence: passing({rules: nft(`-i eth1 ${dropPort}`), tables: [], devices, fdb}),
		},
		'dropped for everybody but the nodes': {
			evidence: passing({
				rules: nft('! -s 10.0.0.0/16 -p udp -m udp --dport 8472 -j DROP'),
				tables: [],
				devices,
				fdb,
			}),
		},
		'an open port in nftables': {
			evidence: passing({
				rules: none,
				tables: native([ifState], [ifPort('udp', {set: [53, {range: [8000, 9000]}]}), {accept: null}]),
				devices,
				fdb,
			}),
		},
		'a rule for another protocol in nftables, inverted': {
			evidence: passing({
				rules: none,
				tables: native(
					[{match: {op: '!=', left: {payload: {protocol: 'tcp', field: 'dport'}}, right: 22}}, {drop: null}],
					[{accept: null}],
				),
				devices,
				fdb,
			}),
		},
		'a tunnel over IPv6': {
			evidence: passing({
				rules: nft(dropPort),
				tables: [],
				devices: linksOf(
					device('flannel.1', 3, {
						linkinfo: {info_kind: 'vxlan', info_data: {id: 1, local6: 'fd00::2', link: 'eth0', port: 8472}},
					}),
				),
				fdb,
			}),
		},
		'what this node sends: other ports and devices are dropped': {
			evidence: passing({
				rules: out('ACCEPT', [
					...outOfCluster,
					'-p udp -m multiport --dports 111,8000:8471 -j DROP',
					'-p tcp -m tcp --dport 8472 -j DROP',
					`-o eth1 ${dropPort}`,
					`-o lo ${dropPort}`,
					`-d 10.9.0.0/16 ${dropPort}`,
					'-m addrtype --dst-type LOCAL -j DROP',
					'-m conntrack --ctstate INVALID -j DROP',
				]),
				tables: nativeOut('output', 'accept', [ifPort('udp', {set: [53, 8471]}), {drop: null}]),
				devices,
				fdb,
			}),
		},
		'what this node sends: closed, but the port is open': {
			evidence: passing({
				rules: out('DROP', [...outOfCluster, established, '-p udp -m udp --dport 8472 -j ACCEPT']),
				tables: nativeOut('output', 'drop', [leavesBy('eth0'), ifPort('udp', 8472), {accept: null}]),
				devices,
				fdb,
			}),
		},
		'no such device': {
			evidence: passing({rules: nft(dropPort), tables: [], devices: linksOf(device('eth0', 2)), fdb}),
		},
	},
	fails: {
		'one rule': {
			evidence: passing({rules: nft(...ofCluster, dropPort), tables: [], devices, fdb}),
			findings: [
				{
					message: 'dropped',
					subject,
					text: `UDP port 8472) of 10.0.0.1 and 10.0.0.3: rule -t filter -A INPUT ${dropPort}`,
				},
			],
		},
		'everything that is new, at the end': {
			evidence: passing({
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
			}),
			findings: [{message: 'dropped', subject, text: 'icmp-host-prohibited'}],
		},
		'one of two peers': {
			evidence: passing({rules: nft(`-s 10.0.0.3/32 ${dropPort}`), tables: [], devices, fdb}),
			findings: [{message: 'dropped', subject, text: 'of 10.0.0.3: rule'}],
		},
		'large ones': {
			evidence: passing({
				rules: nft(...ofCluster, '-p udp -m length --length 1300:65535 -j DROP'),
				tables: [],
				devices,
				fdb,
			}),
			findings: [
				{
					message: 'droppedLarge',
					subject,
					text: 'of 10.0.0.1 and 10.0.0.3 when they are as large as full packets of pods make them, 1500 bytes',
				},
			],
		},
		'large ones, by nftables, on their way out': {
			evidence: passing({
				rules: none,
				tables: nativeOut('postrouting', 'accept', [
					{match: {op: '>=', left: {payload: {protocol: 'ip', field: 'length'}}, right: 1280}},
					{drop: null},
				]),
				devices,
				fdb,
			}),
			findings: [{message: 'droppedLarge', subject, text: 'to 10.0.0.1 and 10.0.0.3 when they are as large'}],
		},
		'any length': {
			evidence: passing({
				rules: nft('-p udp -m length --length 20:65535 -j DROP'),
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'dropped', subject}],
		},
		'the policy': {
			evidence: passing({rules: closed(...ofCluster, established), tables: [], devices, fdb}),
			findings: [{message: 'droppedByPolicy', subject, text: 'policy of filter INPUT is drop'}],
		},
		'whoever the set lets through, the last rule drops': {
			evidence: passing({
				rules: nft('-m set --match-set blocked src -j DROP', dropPort),
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'dropped', subject}],
		},
		'a policy of Calico for hosts': {
			evidence: passing({
				rules: {
					...none,
					nft: inputRules('ACCEPT', ['-j cali-from-host-endpoint'], {
						'cali-from-host-endpoint': ['-g cali-fh-any-interface-at-all'],
						'cali-fh-any-interface-at-all': [
							established,
							'-m comment --comment "Drop if no policies passed packet" -m mark --mark 0x0/0x20000 -j DROP',
						],
					}),
				},
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'droppedByPolicyOfCalico', subject, text: 'Drop if no policies passed packet'}],
		},
		'Felix knows no host that may send': {
			evidence: passing({
				rules: {
					...none,
					nft: inputRules('ACCEPT', ['-j cali-INPUT'], {
						'cali-INPUT': ['-p udp -m udp --dport 8472 -m addrtype --dst-type LOCAL -j DROP'],
					}),
				},
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'notAmongHosts', subject, text: 'only those of the hosts in a set'}],
		},
		'in a chain of its own, by the older back-end': {
			evidence: passing({
				rules: {
					...none,
					legacy: inputRules('ACCEPT', ['-j hardening'], {
						hardening: ['-p tcp -j RETURN', '-p udp -m udp ! --dport 53 -j DROP'],
					}),
				},
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'dropped', subject, text: '-t filter -A hardening -p udp'}],
		},
		'nftables: the policy': {
			evidence: passing({
				rules: none,
				tables: native([ifState], [ifPort('tcp', {set: [22, 6443]}), {accept: null}]),
				devices,
				fdb,
			}),
			findings: [
				{
					message: 'droppedByNftPolicy',
					subject,
					text: 'policy of the nftables chain inet filter input is drop',
				},
			],
		},
		'nftables: firewalld rejects': {
			evidence: passing({
				rules: none,
				tables: native(
					[ifState],
					[{match: {op: '==', left: {meta: {key: 'iifname'}}, right: 'lo'}}, {accept: null}],
					[{reject: {type: 'icmpx', expr: 'admin-prohibited'}}],
				),
				devices,
				fdb,
			}),
			findings: [{message: 'droppedByNft', subject, text: 'rule inet filter input handle 4'}],
		},
		'what this node sends: one rule behind those of the cluster': {
			evidence: passing({rules: out('ACCEPT', [...outOfCluster, dropPort]), tables: [], devices, fdb}),
			findings: [
				{
					message: 'droppedOut',
					subject,
					text: `its own overlay packets (UDP port 8472) to 10.0.0.1 and 10.0.0.3: rule -t filter -A OUTPUT ${dropPort}`,
				},
			],
		},
		'what this node sends: to one of two peers, by the older back-end': {
			evidence: passing({
				rules: {
					...none,
					legacy: out('ACCEPT', [
						'-d 10.0.0.3/32 -o eth0 -p udp -j REJECT --reject-with icmp-port-unreachable',
					]).nft,
				},
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'droppedOut', subject, text: 'to 10.0.0.3: rule -t filter -A OUTPUT'}],
		},
		'what this node sends: in POSTROUTING': {
			evidence: passing({
				rules: out(
					'ACCEPT',
					[],
					'*mangle',
					':POSTROUTING ACCEPT [0:0]',
					`-A POSTROUTING -o eth+ ${dropPort}`,
					'COMMIT',
				),
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'droppedOut', subject, text: '-t mangle -A POSTROUTING'}],
		},
		'what this node sends: the policy': {
			evidence: passing({
				rules: out('DROP', [...outOfCluster, established, '-p udp -m udp --dport 53 -j ACCEPT']),
				tables: [],
				devices,
				fdb,
			}),
			findings: [{message: 'droppedOutByPolicy', subject, text: 'the policy of filter OUTPUT is drop'}],
		},
		'what this node sends: nftables': {
			evidence: passing({
				rules: none,
				tables: nativeOut(
					'output',
					'accept',
					[ifPort('tcp', 22), {accept: null}],
					[ifPort('udp', 8472), {drop: null}],
				),
				devices,
				fdb,
			}),
			findings: [{message: 'droppedOut', subject, text: 'rule nftables inet own output handle 3'}],
		},
		'what this node sends: the policy of nftables, after routing': {
			evidence: passing({
				rules: none,
				tables: nativeOut('postrouting', 'drop', [leavesBy('lo'), {accept: null}]),
				devices,
				fdb,
			}),
			findings: [
				{message: 'droppedOutByPolicy', subject, text: 'policy of nftables inet own postrouting is drop'},
			],
		},
		'both ways': {
			evidence: passing({
				rules: nft(dropPort),
				tables: nativeOut('output', 'accept', [ifPort('udp', 8472), {drop: null}]),
				devices,
				fdb,
			}),
			findings: [
				{message: 'dropped', subject},
				{message: 'droppedOut', subject},
			],
		},
		'Cilium, whose peers are not in the FDB': {
			evidence: passing({
				rules: nft(dropPort),
				tables: [],
				devices: linksOf(
					device('cilium_vxlan', 3, {
						linkinfo: {info_kind: 'vxlan', info_data: {id: 0, external: true, port: 8472}},
					}),
				),
				fdb: [],
			}),
			environment: {cni: told('cilium'), overlayDevice: told('cilium_vxlan')},
			findings: [{message: 'dropped', subject, text: 'of other nodes'}],
		},
	},
});

describe('where nobody can tell, nothing is said', () => {
	it.each(
		Object.entries({
			'a set decides, which is not known here': {
				rules: closed('-m set --match-set nodes src -j ACCEPT', '-j DROP'),
				tables: [],
				devices,
				fdb,
			},
			'a set of Felix decides that is not of the peers': {
				rules: nft('-m set ! --match-set cali40all-hosts-net src -j DROP'),
				tables: [],
				devices,
				fdb,
			},
			'a set decides who is dropped': {
				rules: nft('-m set --match-set blocked src -j DROP'),
				tables: [],
				devices,
				fdb,
			},
			'a mark decides, which another tool may have set': {
				rules: closed('-m mark --mark 0x1/0x1 -j ACCEPT', '-j DROP'),
				tables: native([{mangle: {key: {meta: {key: 'mark'}}, value: 1}}, {accept: null}]),
				devices,
				fdb,
			},
			'a named set in nftables': {
				rules: none,
				tables: native([
					{match: {op: '==', left: {payload: {protocol: 'ip', field: 'saddr'}}, right: '@nodes'}},
					{accept: null},
				]),
				devices,
				fdb,
			},
			'what this node sends: a match that is not understood decides': {
				rules: out('ACCEPT', [
					`-m owner --uid-owner 1000 ${dropPort}`,
					'-m set --match-set nodes dst -j DROP',
				]),
				tables: nativeOut('output', 'drop', [
					{match: {op: '==', left: {meta: {key: 'skuid'}}, right: 0}},
					{accept: null},
				]),
				devices,
				fdb,
			},
			'what this node sends: accepted by a mark that a firewall sets': {
				rules: out(
					'DROP',
					[...outOfCluster, '-m mark --mark 0x7/0x7 -j ACCEPT'],
					'*mangle',
					':OUTPUT ACCEPT [0:0]',
					'-A OUTPUT -d 10.42.0.0/16 -j MARK --set-xmark 0x7/0x7',
					'COMMIT',
				),
				tables: [],
				devices,
				fdb,
			},
		}),
	)('%s', (_, given) => {
		expect(() => passing(given)).toThrow(/^cannot tell from this rule on: /);
	});
});
