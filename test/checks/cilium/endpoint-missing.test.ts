import {test} from 'vitest';
import check from '../../../checks/cilium/endpoint-missing.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now, sandbox} from '../builders.ts';
import {ciliumStatus, endpoint, onCilium} from '../cilium-builders.ts';

const web = {namespace: 'default', name: 'web', address: '10.42.1.12'};
const lost = {namespace: 'default', name: 'lost', address: '10.42.1.13'};
const sandboxes = [sandbox('web'), sandbox('lost')];
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
const good = {
	endpoints: [endpoint()],
	status: ciliumStatus(),
	cilium: agentSince(60),
	running: [web],
	sandboxes,
	now,
};
const subject = {kind: 'Pod', namespace: 'default', name: 'lost'} as const;

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'each has its endpoint': {evidence: good},
		'a pod of a former CNI, with an address of that': {
			evidence: {...good, running: [web, {...lost, address: '10.244.1.13'}]},
		},
		'a pod that has just started': {
			evidence: {
				...good,
				running: [web, lost],
				sandboxes: [sandbox('web'), sandbox('lost', {createdAt: minutesAgo(2)})],
			},
		},
		'a pod that containerd does not run any more': {
			evidence: {
				...good,
				running: [web, lost],
				sandboxes: [sandbox('web'), sandbox('lost', {isReady: false})],
			},
		},
		'an agent that is still taking them up': {
			evidence: {...good, running: [web, lost], cilium: agentSince(2)},
		},
		'an agent that tells of none': {evidence: {...good, endpoints: [], running: [web, lost]}},
	},
	fails: {
		'one was left out': {
			evidence: {...good, running: [web, lost]},
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
