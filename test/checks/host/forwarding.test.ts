import {test} from 'vitest';
import check from '../../../checks/host/forwarding.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {device, flannel, links, pod, routes, sysctls} from './evidence.ts';

const off = {forwarding: 0};
const allOff = sysctls({all: off, lo: off, eth0: off, 'flannel.1': off, cali0123456789a: off});
const global = {kind: 'Sysctl', name: 'net.ipv4.ip_forward'} as const;
const files = [
	{
		key: 'net/ipv4/ip_forward',
		value: '0',
		path: '/etc/sysctl.d/99-hardening.conf',
		line: 3,
		text: 'net.ipv4.ip_forward = 0',
	},
];
const twoNics = linksOf(device('lo', 1), device('eth0', 2), flannel, pod, device('eth1', 9));
const ipv6 = (forwarding: number) => ({
	...sysctls(),
	ipv6: {all: {forwarding, acceptRouterAdvertisements: 1}, devices: new Map()},
});

testCheck(test, check, {
	passes: {
		'forwarding everywhere': {evidence: {sysctls: sysctls(), links, routes}},
		'a storage interface that does not forward': {
			evidence: {
				sysctls: sysctls(
					{eth1: off},
					twoNics.map(({name}) => name),
				),
				links: twoNics,
				routes,
			},
		},
		'loopback that does not forward': {evidence: {sysctls: sysctls({lo: off}), links, routes}},
		'a port of a bridge that does not forward': {
			evidence: {
				sysctls: sysctls({veth0a1b2c3d: off}, ['eth0', 'cni0', 'veth0a1b2c3d']),
				links: linksOf(device('eth0', 2), device('cni0', 3), device('veth0a1b2c3d', 4, {master: 'cni0'})),
				routes,
			},
			environment: {cni: told('flannel')},
		},
		'RKE2 was not started since the node booted': {
			evidence: {sysctls: allOff, links, routes},
			environment: {service: told('stopped')},
		},
		'no IPv6 in the cluster': {evidence: {sysctls: ipv6(0), links, routes}},
		'an IPv6 cluster whose IPv4 does not forward': {
			evidence: {sysctls: allOff, links, routes},
			environment: {families: told(['ipv6'])},
		},
	},
	fails: {
		'everything off': {
			evidence: {sysctls: allOff, links, routes, files},
			findings: [
				{message: 'off', subject: global, text: 'ip_forward = 0, set by /etc/sysctl.d/99-hardening.conf'},
			],
		},
		'off, but every interface was set to forward': {
			evidence: {sysctls: sysctls({all: off}), links, routes},
			findings: [{message: 'offForNewDevices', subject: global}],
		},
		'off, and Felix has set the interfaces of pods only': {
			evidence: {sysctls: sysctls({all: off, eth0: off, 'flannel.1': off}), links, routes},
			findings: [{message: 'off', subject: global}],
		},
		'single interfaces': {
			evidence: {sysctls: sysctls({eth0: off, 'flannel.1': off, cali0123456789a: off}), links, routes},
			findings: [
				{message: 'offOnDevice', subject: {kind: 'Interface', name: 'eth0'}, text: 'answers from outside'},
				{
					message: 'offOnDevice',
					subject: {kind: 'Interface', name: 'flannel.1'},
					text: 'what other nodes send',
				},
				{message: 'offOnDevice', subject: {kind: 'Interface', name: 'cali0123456789a'}, text: 'its pod'},
			],
		},
		'IPv6 in a dual-stack cluster': {
			evidence: {sysctls: ipv6(0), links, routes},
			environment: {families: told(['ipv4', 'ipv6'])},
			findings: [{message: 'ipv6Off', subject: {kind: 'Sysctl', name: 'net.ipv6.conf.all.forwarding'}}],
		},
	},
});
