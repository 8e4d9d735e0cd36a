import {test} from 'vitest';
import check from '../../../checks/cilium/encryption-off.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const agentSince = (minutes: number) => ({
	pod: {
		name: 'cilium-f3b2d',
		namespace: 'kube-system',
		uid: '0a1b',
		isReady: true,
		createdAt: minutesAgo(600),
		containers: [containerRun('cilium-agent', {createdAt: minutesAgo(minutes)})],
	},
});
const encrypting = (mode: string) => ciliumStatus({encryption: {mode}});
const wireguard = {'enable-wireguard': 'true'};
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'cilium/cilium-agent'} as const;

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'it encrypts': {
			evidence: {configuration: wireguard, status: encrypting('Wireguard'), cilium: agentSince(60), now},
		},
		'nobody asks for it': {
			evidence: {
				configuration: {'enable-wireguard': 'false'},
				status: encrypting('Disabled'),
				cilium: agentSince(60),
				now,
			},
		},
		'an agent that has just read the options, and is told otherwise': {
			evidence: {configuration: wireguard, status: encrypting('Disabled'), cilium: agentSince(2), now},
		},
	},
	fails: {
		'it was switched on, and the agent runs on': {
			evidence: {configuration: wireguard, status: encrypting('Disabled'), cilium: agentSince(600), now},
			findings: [{message: 'off', subject, text: '(enable-wireguard: true)'}],
		},
		'IPsec without effect': {
			evidence: {
				configuration: {'enable-ipsec': 'true'},
				status: encrypting('Disabled'),
				cilium: agentSince(600),
				now,
			},
			findings: [{message: 'off', subject, text: '(enable-ipsec: true)'}],
		},
	},
});
