import {test} from 'vitest';
import check from '../../../checks/host/wicked.ts';
import {parseSysctlConf} from '../../../src/parsers/sysctl-conf.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {units} from './evidence.ts';

const active = units({
	'wickedd.service': {ActiveState: 'active'},
	'wicked.service': {ActiveState: 'active', SubState: 'exited'},
});
const inactive = units({
	'wickedd.service': {ActiveState: 'inactive'},
	'wicked.service': {LoadState: 'not-found'},
});
const file = (text: string, path = '/etc/sysctl.d/90-rke2.conf') => parseSysctlConf(text, path);
const ipv4 = {kind: 'Sysctl', name: 'net.ipv4.conf.all.forwarding'} as const;
const ipv6 = {kind: 'Sysctl', name: 'net.ipv6.conf.all.forwarding'} as const;

testCheck(test, check, {
	passes: {
		'Wicked is not used': {evidence: {units: inactive, files: []}},
		'as documented': {evidence: {units: active, files: file('net.ipv4.conf.all.forwarding=1\n')}},
		'by its other name': {evidence: {units: active, files: file('net/ipv4/ip_forward = 1')}},
		'for all devices by a wildcard': {
			evidence: {units: active, files: file('net.ipv4.conf.*.forwarding = 1')},
		},
		'the last file wins': {
			evidence: {
				units: active,
				files: [
					...file('net.ipv4.ip_forward=0', '/usr/lib/sysctl.d/50.conf'),
					...file('net.ipv4.ip_forward=1'),
				],
			},
		},
	},
	fails: {
		'no file says so': {
			evidence: {units: active, files: file('# net.ipv4.ip_forward = 1\nvm.swappiness=10')},
			findings: [
				{message: 'forwardingNotPersistent', subject: ipv4, text: 'net.ipv4.conf.all.forwarding = 1'},
			],
		},
		'dual-stack, and only IPv4 is set': {
			evidence: {units: active, files: file('net.ipv4.conf.all.forwarding=1')},
			environment: {families: told(['ipv4', 'ipv6'])},
			findings: [{message: 'forwardingNotPersistent', subject: ipv6}],
		},
		'a file turns it off': {
			evidence: {units: active, files: file('net.ipv4.ip_forward = 0', '/etc/sysctl.d/99-cis.conf')},
			findings: [
				{
					message: 'forwardingOffInFile',
					subject: ipv4,
					text: '/etc/sysctl.d/99-cis.conf sets net.ipv4.ip_forward = 0',
				},
			],
		},
	},
});
