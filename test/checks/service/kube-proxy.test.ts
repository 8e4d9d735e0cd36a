import {test} from 'vitest';
import check from '../../../checks/service/kube-proxy.ts';
import {testCheck} from '../../../src/testing.ts';

const container = (state: 'running' | 'exited', name = 'kube-proxy') => ({
	id: 'c1',
	sandboxId: 's1',
	name,
	attempt: 2,
	state,
	createdAt: 0,
});
const refused = {state: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:10256'} as const;
const healthy = {state: 'healthy', status: 200, body: '{}'} as const;
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'} as const;

testCheck(test, check, {
	passes: {
		'it runs and answers': {evidence: {health: healthy, containers: [container('running')]}},
		'it was started this moment, or listens elsewhere': {
			evidence: {health: refused, containers: [container('exited'), container('running')]},
		},
		'an old container is still there': {
			evidence: {health: healthy, containers: [container('exited'), container('running')]},
		},
	},
	fails: {
		'it has ended': {
			evidence: {health: refused, containers: [container('exited'), container('running', 'coredns')]},
			findings: [{message: 'stopped', subject, text: 'does not run'}],
		},
		'its rules are old': {
			evidence: {
				health: {state: 'unhealthy', status: 503, body: '{"lastUpdated": "2026-01-01"}'},
				containers: [container('running')],
			},
			findings: [{message: 'unhealthy', subject, text: '503'}],
		},
	},
});
