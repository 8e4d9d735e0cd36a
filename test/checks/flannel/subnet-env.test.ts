import {test} from 'vitest';
import check from '../../../checks/flannel/subnet-env.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, flannelPod, minutesAgo, now} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'File', name: '/run/flannel/subnet.env'} as const;
const flannel = {pod: flannelPod()};
const written = {network: '10.42.0.0/16', subnet: '10.42.1.1/24', mtu: 1450, ipMasq: true};
const {mtu: _, ...withoutMtu} = written;

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {subnetEnv: {written}, flannel, now}, environment},
		'IPv6 only': {
			evidence: {
				subnetEnv: {
					written: {
						ipv6Network: '2001:cafe:42::/56',
						ipv6Subnet: '2001:cafe:42:1::1/64',
						mtu: 1450,
						ipMasq: true,
					},
				},
				flannel,
				now,
			},
			environment,
		},
		'a flanneld that has just started': {
			evidence: {
				subnetEnv: {},
				flannel: {pod: flannelPod({containers: [containerRun('kube-flannel', {createdAt: minutesAgo(1)})]})},
				now,
			},
			environment,
		},
	},
	fails: {
		'it was never written': {
			evidence: {subnetEnv: {}, flannel, now},
			environment,
			findings: [{message: 'missing', subject}],
		},
		'there is no pod that would write it': {
			evidence: {subnetEnv: {}, flannel: {}, now},
			environment,
			findings: [{message: 'missing', subject}],
		},
		'a directory stands there': {
			evidence: {subnetEnv: {isDirectory: true}, flannel, now},
			environment,
			findings: [{message: 'directory', subject}],
		},
		'the disk was full': {
			evidence: {subnetEnv: {written: {}}, flannel, now},
			environment,
			findings: [
				{
					message: 'incomplete',
					subject,
					text: 'FLANNEL_NETWORK, FLANNEL_SUBNET, FLANNEL_MTU, FLANNEL_IPMASQ',
				},
			],
		},
		'a line is gone': {
			evidence: {subnetEnv: {written: withoutMtu}, flannel, now},
			environment,
			findings: [{message: 'incomplete', subject, text: 'has no FLANNEL_MTU,'}],
		},
	},
});
