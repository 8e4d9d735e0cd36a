import {test} from 'vitest';
import check from '../../../checks/host/arp-ignore.ts';
import {parseSysctlConf} from '../../../src/parsers/sysctl-conf.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const subject = {kind: 'Sysctl', name: 'net.ipv4.conf.all.arp_ignore'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'the default': {evidence: {arpIgnore: 0}},
		'what kube-proxy sets in ipvs mode': {evidence: {arpIgnore: 1}},
	},
	fails: {
		'a hardened node': {
			evidence: {
				arpIgnore: 2,
				files: parseSysctlConf('net.ipv4.conf.all.arp_ignore = 2', '/etc/sysctl.d/99-hardening.conf'),
			},
			findings: [{message: 'mute', subject, text: 'is 2, set by /etc/sysctl.d/99-hardening.conf'}],
		},
		'nobody is answered': {evidence: {arpIgnore: 8}, findings: [{message: 'mute', subject}]},
	},
});
