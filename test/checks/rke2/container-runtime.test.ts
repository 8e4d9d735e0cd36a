import {test} from 'vitest';
import containerd from '../../../checks/rke2/container-runtime.ts';
import kubelet from '../../../checks/rke2/kubelet.ts';
import kubeletStopped from '../../../checks/rke2/kubelet-stopped.ts';
import {testCheck} from '../../../src/testing.ts';

const socket = {kind: 'Endpoint', name: '/run/k3s/containerd/containerd.sock'} as const;

testCheck(test, containerd, {
	passes: {'containerd answers': {evidence: {settled: true, endpoint: {state: 'answers'}}}},
	fails: {
		'no socket': {
			evidence: {settled: true, endpoint: {state: 'missing', detail: 'connect: no such file or directory'}},
			findings: [{message: 'missing', subject: socket}],
		},
		'a socket of nobody': {
			evidence: {settled: true, endpoint: {state: 'refused', detail: 'connect: connection refused'}},
			findings: [{message: 'refused', subject: socket}],
		},
		'a containerd that hangs': {
			evidence: {settled: true, endpoint: {state: 'silent', detail: 'context deadline exceeded'}},
			findings: [{message: 'silent', subject: socket}],
		},
	},
});

const endpoint = {kind: 'Endpoint', name: '127.0.0.1:10248'} as const;
const running = [{pid: 812, commandLine: 'kubelet --hostname-override=node-2'}];
const refused = {state: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:10248'} as const;

testCheck(test, kubeletStopped, {
	passes: {
		'a healthy kubelet': {
			evidence: {settled: true, health: {state: 'healthy', status: 200, body: 'ok'}, processes: running},
		},
		'a kubelet that listens elsewhere': {evidence: {settled: true, health: refused, processes: running}},
	},
	fails: {
		'no kubelet': {
			evidence: {
				settled: true,
				health: refused,
				processes: [{pid: 1, commandLine: '/usr/local/bin/rke2 agent'}],
			},
			findings: [{message: 'stopped', subject: endpoint}],
		},
	},
});

testCheck(test, kubelet, {
	passes: {
		'a healthy kubelet': {evidence: {health: {state: 'healthy', status: 200, body: 'ok'}}},
		'nobody answers': {evidence: {health: refused}},
	},
	fails: {
		'a kubelet that hangs': {
			evidence: {
				health: {
					state: 'unhealthy',
					status: 500,
					body: '[+]ping ok\n[-]syncloop failed: reason withheld\nhealthz check failed',
				},
			},
			findings: [{message: 'unhealthy', subject: endpoint, text: '[-]syncloop failed'}],
		},
	},
});
