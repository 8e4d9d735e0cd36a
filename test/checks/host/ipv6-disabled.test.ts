import {test} from 'vitest';
import check from '../../../checks/host/ipv6-disabled.ts';
import {testCheck, told} from '../../../src/testing.ts';

const ranges = {
	pods: ['10.42.0.0/16', '2001:cafe:42::/56'],
	services: [],
	dns: [],
	domain: 'cluster.local',
};
const disabled = (...offOn: readonly string[]) => ({isSupported: true, offOn});
const all = {kind: 'Sysctl', name: 'net.ipv6.conf.all.disable_ipv6'} as const;
const environment = {families: told(['ipv4', 'ipv6'] as const), uplinks: told(['eth0'])};

testCheck(test, check, {
	environment,
	passes: {
		'IPv6 is on': {evidence: {disabled: disabled(), ranges}},
		'a storage interface without IPv6': {evidence: {disabled: disabled('eth1'), ranges}},
		'a tunnel for IPv4 without IPv6': {evidence: {disabled: disabled('flannel.1'), ranges}},
		'off for all, and turned on again where it is used': {
			evidence: {disabled: disabled('all', 'docker0'), ranges},
		},
		'a cluster of one family': {
			evidence: {disabled: disabled('all', 'eth0'), ranges: {...ranges, pods: ['10.42.0.0/16']}},
		},
	},
	fails: {
		'a kernel without IPv6': {
			evidence: {disabled: {isSupported: false, offOn: []}, ranges},
			findings: [{message: 'notSupported', subject: all, text: '2001:cafe:42::/56'}],
		},
		'a hardening guide has turned it off': {
			evidence: {
				disabled: disabled('all', 'eth0', 'flannel-v6.1'),
				ranges,
				files: [
					{
						key: 'net/ipv6/conf/all/disable_ipv6',
						value: '1',
						path: '/etc/sysctl.d/99-cis.conf',
						line: 4,
						text: 'net.ipv6.conf.all.disable_ipv6 = 1',
					},
				],
			},
			findings: [{message: 'off', subject: all}],
		},
		'off for all, on an uplink that is not known': {
			evidence: {disabled: disabled('all', 'eth0'), ranges},
			environment: {uplinks: {signals: []}},
			findings: [{message: 'off', subject: all}],
		},
		'off on the tunnel': {
			evidence: {disabled: disabled('flannel-v6.1'), ranges},
			findings: [
				{message: 'offOnDevice', subject: {kind: 'Interface', name: 'flannel-v6.1'}, text: 'flannel-v6.1'},
			],
		},
	},
});
