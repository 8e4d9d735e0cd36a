import {test} from 'vitest';
import check from '../../../checks/cilium/masquerading-devices.ts';
import type {ConntrackEntry} from '../../../src/parsers/conntrack.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode, linksOf, routesOf} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';
import {tracked} from '../conntrack-builders.ts';

const node = kubeNode('node-2', {internalIps: ['10.0.0.12'], podCidrs: ['10.42.1.0/24']});
const address = (link: string, text = '10.0.0.12') =>
	({link, family: 'ipv4', address: text, prefixLength: 24, scope: 'global', flags: []}) as const;
const links = linksOf(
	{ifname: 'eth0', ifindex: 2, flags: ['UP', 'LOWER_UP'], mtu: 1500, operstate: 'UP'},
	{
		ifname: 'dummy0',
		ifindex: 3,
		flags: ['UP', 'LOWER_UP'],
		mtu: 1500,
		operstate: 'UNKNOWN',
		linkinfo: {info_kind: 'dummy'},
	},
);
const wayBy = (dev: string) =>
	routesOf({dst: 'default', gateway: '10.0.0.1', dev, protocol: 'boot', flags: []});
const bonded = linksOf(
	{ifname: 'eth0', ifindex: 2, flags: ['UP', 'LOWER_UP'], mtu: 1500, operstate: 'UP', master: 'bond0'},
	{ifname: 'bond0', ifindex: 3, flags: ['UP', 'LOWER_UP'], mtu: 1500, operstate: 'UP'},
	{ifname: 'bond0.7', ifindex: 4, flags: ['UP', 'LOWER_UP'], mtu: 1500, operstate: 'UP', link: 'bond0'},
);
const masqueradedBy = (mode: string, devices: readonly string[], excluded?: string) =>
	ciliumStatus({
		'kube-proxy-replacement': {mode: 'True', deviceList: devices.map(name => ({name, ip: ['10.0.0.12']}))},
		masquerading: {
			...{enabled: true, enabledProtocols: {ipv4: true}, mode},
			...(excluded !== undefined && {'snat-exclusion-cidr-v4': excluded}),
		},
	});
const byPrograms = (...devices: readonly string[]) => masqueradedBy('BPF', devices);
const answerTo = (source: string) =>
	tracked('tcp', {source, to: '192.168.7.53', port: 443, backPort: 443, isReplied: true});
const onTwo = {
	...{status: byPrograms('eth0'), node, answered: [] as readonly ConntrackEntry[]},
	addressed: [] as readonly ConntrackEntry[],
	...{addresses: [address('eth0'), address('eth1', '192.168.7.2')], links, routes: wayBy('eth1')},
};

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'the way out is by an interface with programs': {
			evidence: {...onTwo, routes: wayBy('eth0')},
		},
		'rules of iptables masquerade, whatever the interface': {
			evidence: {...onTwo, status: masqueradedBy('iptables', ['eth0'])},
		},
		'no way out at all': {evidence: {...onTwo, routes: []}},
		'programs on a port of the bond by which packets leave': {
			evidence: {...onTwo, links: bonded, routes: wayBy('bond0')},
		},
		'programs on what a VLAN is made on': {
			evidence: {
				...onTwo,
				...{status: byPrograms('bond0'), addresses: [address('bond0')]},
				...{links: bonded, routes: wayBy('bond0.7')},
			},
		},
		'the address of the node is on it, which is said elsewhere': {
			evidence: {...onTwo, addresses: [address('eth1')]},
		},
		'the routers are told by BGP': {
			evidence: onTwo,
			environment: {bgp: told(true)},
		},
		'the routers know the pods: one of them gets answers': {
			evidence: {...onTwo, answered: [answerTo('10.42.1.7')]},
		},
		'the routers know the pods: what they answer is seen, if not what it answers': {
			evidence: {...onTwo, addressed: [answerTo('10.42.1.7')]},
		},
		'the site is meant to see the addresses of pods': {
			evidence: {...onTwo, status: masqueradedBy('BPF', ['eth0'], '192.168.0.0/16')},
		},
	},
	fails: {
		'the way out is by an interface without programs': {
			evidence: onTwo,
			findings: [
				{
					message: 'unmasqueraded',
					subject: {kind: 'Interface', name: 'eth1'},
					text: 'on eth0 only, but this node reaches the world by eth1',
				},
			],
		},
		'the node itself is addressed from outside, and a pod by another of the range': {
			evidence: {
				...onTwo,
				addressed: [
					answerTo('10.0.0.12'),
					tracked('tcp', {source: '10.42.1.7', to: '10.42.1.9', port: 443, backPort: 443, isReplied: true}),
				],
			},
			findings: [{message: 'unmasqueraded', subject: {kind: 'Interface', name: 'eth1'}}],
		},
		'only pods are excluded, and the node itself gets answers': {
			evidence: {
				...onTwo,
				...{status: masqueradedBy('BPF', ['eth0'], '10.42.0.0/16'), answered: [answerTo('10.0.0.12')]},
			},
			findings: [{message: 'unmasqueraded', subject: {kind: 'Interface', name: 'eth1'}}],
		},
	},
});
