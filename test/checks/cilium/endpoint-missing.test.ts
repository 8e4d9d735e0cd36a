import {test} from 'vitest';
import check from '../../../checks/cilium/endpoint-missing.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now, sandbox} from '../builders.ts';
import {endpoint, onCilium} from '../cilium-builders.ts';

const lostSince = (minutes: number) => ({
	namespace: 'default',
	name: 'lost',
	address: '10.42.1.13',
	sandbox: sandbox('lost', {createdAt: minutesAgo(minutes)}),
});
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
const good = {unmanaged: [], endpoints: [endpoint()], cilium: agentSince(60), now};
const subject = {kind: 'Pod', namespace: 'default', name: 'lost'} as const;

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'each has its endpoint': {evidence: good},
		'a pod that has just started': {evidence: {...good, unmanaged: [lostSince(2)]}},
		'an agent that is still taking them up': {
			evidence: {...good, unmanaged: [lostSince(60)], cilium: agentSince(2)},
		},
	},
	fails: {
		'one was left out': {
			evidence: {...good, unmanaged: [lostSince(60)]},
			findings: [
				{
					message: 'missing',
					subject,
					text: 'does not know default/lost of this node, though it runs with 10.42.1.13',
				},
			],
		},
	},
});
