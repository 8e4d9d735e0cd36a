import {test} from 'vitest';
import check from '../../../checks/route/rule-for-packets.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {netfilterPacketMarks} from '../../../src/probes/netfilter.packet-marks.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {failed} from '../../probes/run-probe.ts';
import {routesOf} from '../builders.ts';
import {peerFdb} from '../flannel-builders.ts';
import {links, ruleObjects} from '../host/evidence.ts';

const ownRoutes = [
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0', protocol: 'boot', flags: []},
	{dst: '10.0.0.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: '10.0.0.2', flags: []},
	{dst: '10.42.0.0/24', gateway: '10.42.0.0', dev: 'flannel.1', protocol: 'boot', flags: ['onlink']},
	{dst: '10.42.1.5', dev: 'cali0123456789a', protocol: 'boot', scope: 'link', flags: []},
] as const;
const ofVpn = [
	...ownRoutes,
	{dst: 'default', dev: 'tun0', table: '52', flags: []},
	{dst: '10.42.0.0/24', dev: 'wireguard.cali', table: '1', flags: []},
	{dst: '0.0.0.0/0', type: 'blackhole', table: '53', flags: []},
] as const;
const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
const mangle = (...rules: readonly string[]) => ({
	nft: parseIptablesSave(
		[
			'*mangle',
			':PREROUTING ACCEPT [0:0]',
			':OUTPUT ACCEPT [0:0]',
			':POSTROUTING ACCEPT [0:0]',
			':cali-PREROUTING - [0:0]',
			'-A cali-PREROUTING -i cali+ -m comment --comment "cali:x" -j MARK --set-xmark 0x52/0xff',
			...rules,
			'COMMIT',
			'',
		].join('\n'),
	),
	legacy: parseIptablesSave(''),
});

const judged = (filter: readonly string[], ...rules: readonly object[]) => {
	const routes = routesOf(...ofVpn);
	const needs = {rules: mangle(...filter), tables: [], links, fdb: [peerFdb(1), peerFdb(3)], routes, ranges};
	return {
		evidence: {
			packets: netfilterPacketMarks.parse([], needs, {plan: failed}),
			rules: parseIpRule(JSON.stringify([...ruleObjects, ...rules])),
			routes,
		},
	};
};

const markDatagrams = '-A OUTPUT -p udp -m udp --dport 8472 -j MARK --set-xmark 0x99/0xffffffff';
const markPods = '-A PREROUTING -i cali+ -p tcp -j MARK --set-xmark 0x99/0xffffffff';

const ofFelix = {
	...{priority: 99, not: null, src: 'all', fwmark: '0x200000', fwmask: '0x200000', table: '1'},
};

testCheck(test, check, {
	passes: {
		'the rules of the kernel': judged([]),
		'marks without a rule for them': judged([markDatagrams, markPods]),
		'Felix encrypts, and marks are set for something else': {
			...judged([markPods], ofFelix),
			environment: {cni: {value: 'canal', signals: []}},
		},
		'a VPN for all but its own mark, and marks set for something else': judged([markPods], {
			...{priority: 9, not: null, src: 'all', fwmark: '0x200000', fwmask: '0x200000', table: '52'},
		}),
		'rules without the marks for them': judged([], {priority: 9, src: 'all', fwmark: '0x99', table: '53'}),
		'a mark of other traffic': judged(
			['-A OUTPUT -p udp -m udp --dport 51820 -j MARK --set-xmark 0x99/0xffffffff'],
			{priority: 9, src: 'all', fwmark: '0x99', table: '53'},
		),
		'a VPN that takes what has no mark of its own, which does not take the device of the tunnel': judged(
			[],
			{priority: 8, src: 'all', table: 'main', suppress_prefixlen: 0},
			{priority: 9, not: null, src: 'all', fwmark: '0xca6c', table: '52'},
		),
		'such a mark, and a rule that leads what has it to another device, which the tunnel does not ask': judged(
			['-A POSTROUTING -o flannel.1 -j MARK --set-xmark 0x10000/0x10000'],
			{priority: 9, src: 'all', fwmark: '0x10000', fwmask: '0x10000', table: '52'},
		),
		'a rule for another port': judged([], {
			...{priority: 9, src: 'all', ipproto: 'udp', dport: 4789, action: 'prohibit'},
		}),
		'a rule for the datagrams of a device that another program made': {
			...judged([], {priority: 9, src: 'all', ipproto: 'udp', dport: 8472, action: 'prohibit'}),
			environment: {overlayDevice: told('vxlan.calico')},
		},
		'marks of Felix itself, with a table of its own': judged(['-A PREROUTING -j cali-PREROUTING'], {
			priority: 9,
			src: 'all',
			fwmark: '0x52',
			fwmask: '0xff',
			table: '52',
		}),
		'a mark of which it cannot be told whether it is set': judged(
			['-A OUTPUT -m bpf --bytecode "1,6 0 0 0" -j MARK --set-xmark 0x99/0xffffffff'],
			{priority: 9, src: 'all', fwmark: '0x99', action: 'blackhole'},
		),
	},
	fails: {
		"a mark that pods' packets have when they go into the tunnel, whose datagrams take it over": {
			...judged(['-A POSTROUTING -o flannel.1 -j MARK --set-xmark 0x10000/0x10000'], {
				...{priority: 9, src: 'all', fwmark: '0x10000', fwmask: '0x10000', table: '53'},
			}),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'RoutingRule', name: 'from all fwmark 0x10000/0x10000 lookup 53'},
					text: 'nowhere (blackhole) instead of by eth0; they take over the mark 0x10000 of the packets of pods in them',
				},
			],
		},
		'datagrams are marked, and the mark leads nowhere': {
			...judged([markDatagrams], {priority: 9, src: 'all', fwmark: '0x99', action: 'blackhole'}),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'RoutingRule', name: 'from all fwmark 0x99 blackhole'},
					text: 'for 10.0.0.1 and 10.0.0.3 nowhere (blackhole) instead of by eth0; the mark is set by -t mangle -A OUTPUT',
				},
			],
		},
		'marked datagrams are looked for again, in a table of a VPN': {
			...judged([markDatagrams], {priority: 9, src: 'all', fwmark: '0x99', table: '52'}),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'RoutingRule', name: 'from all fwmark 0x99 lookup 52'},
					text: 'by 0.0.0.0/0 dev tun0',
				},
			],
		},
		'a mark that is not to blame is not told': {
			...judged([markPods], {priority: 9, src: 'all', ipproto: 'tcp', action: 'prohibit'}),
			findings: [
				{
					message: 'pods',
					subject: {kind: 'RoutingRule', name: 'from all ipproto tcp prohibit'},
					text: 'nowhere (prohibit) instead of by flannel.1',
				},
			],
		},
		'a rule for the port': {
			...judged([], {priority: 9, src: 'all', ipproto: 'udp', dport: 8472, action: 'prohibit'}),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'RoutingRule', name: 'from all ipproto udp dport 8472 prohibit'},
					text: 'nowhere (prohibit) instead of by eth0',
				},
			],
		},
		'what pods send by TCP is marked for a proxy': {
			...judged([markPods], {priority: 9, src: 'all', fwmark: '0x99', table: '53'}),
			findings: [
				{
					message: 'pods',
					subject: {kind: 'RoutingRule', name: 'from all fwmark 0x99 lookup 53'},
					text: 'takes what pods send to pods of other nodes nowhere (blackhole)',
				},
			],
		},
	},
});
