import {test} from 'vitest';
import check from '../../../checks/interface/address-duplicate.ts';
import type {IpFamily} from '../../../src/core/environment.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';

const address = (local: string, ...flags: readonly string[]) => ({
	...{family: 'inet6', local, prefixlen: 64, scope: 'global'},
	...Object.fromEntries(flags.map(flag => [flag, true])),
});
const on = (ifname: string, ...addresses: readonly object[]) => ({
	addresses: parseIpAddress(JSON.stringify([{ifname, addr_info: addresses}])),
	links: linksOf(),
});
const failed = ['tentative', 'dadfailed'] as const;
const eth0 = {kind: 'Interface', name: 'eth0'} as const;
const dual = {families: told<readonly IpFamily[]>(['ipv4', 'ipv6'])};
const ipv4 = {families: told<readonly IpFamily[]>(['ipv4'])};

testCheck(test, check, {
	environment: dual,
	passes: {
		'an address in use': {evidence: on('eth0', address('fd00::2'))},
		'one that the kernel still asks about': {evidence: on('eth0', address('fd00::2', 'tentative'))},
	},
	fails: {
		'another machine answered': {
			evidence: on('eth0', address('fd00::2', ...failed)),
			findings: [{message: 'duplicate', subject: eth0, text: 'fd00::2 of eth0'}],
		},
		'the only one that a router announced': {
			evidence: on('eth0', address('2001:db8::2', 'dynamic', ...failed)),
			findings: [{message: 'duplicate', subject: eth0}],
		},
		'the end of a tunnel': {
			evidence: {
				...on('eth1', address('fd00::2', ...failed)),
				links: linksOf({
					...{ifname: 'flannel-v6.1', ifindex: 9, mtu: 1430, flags: [], operstate: 'UP'},
					linkinfo: {info_kind: 'vxlan', info_data: {id: 1, port: 8472, local6: 'fd00::2'}},
				}),
			},
			findings: [{message: 'duplicate', subject: {kind: 'Interface', name: 'eth1'}}],
		},
		'an address of a cluster without IPv6': {
			evidence: on('eth0', address('2001:db8::2', 'dynamic', ...failed)),
			environment: ipv4,
			findings: [{message: 'unused', subject: eth0}],
		},
		'one announced address of two': {
			evidence: on('eth0', address('fd00::2'), address('2001:db8::2', 'dynamic', ...failed)),
			findings: [{message: 'unused', subject: eth0}],
		},
		'an interface that is no uplink': {
			evidence: on('eth1', address('fd00::2', ...failed)),
			findings: [{message: 'unused', subject: {kind: 'Interface', name: 'eth1'}}],
		},
	},
});
