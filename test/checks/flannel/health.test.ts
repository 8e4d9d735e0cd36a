import {test} from 'vitest';
import check from '../../../checks/flannel/health.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/kube-flannel'} as const;
const flannel = {pod: canalPod()};
const young = {pod: canalPod({containers: [containerRun('kube-flannel', {createdAt: minutesAgo(1)})]})};
const notReady = {
	port: 8081,
	readiness: {state: 'unhealthy', status: 503, body: 'flanneld is not ready yet'},
} as const;
const refused = {
	port: 8081,
	readiness: {state: 'refused', detail: 'http://127.0.0.1:8081/readyz: connect ECONNREFUSED 127.0.0.1:8081'},
} as const;

testCheck(test, check, {
	passes: {
		ready: {
			evidence: {
				health: {port: 8081, readiness: {state: 'healthy', status: 200, body: 'flanneld is ready'}},
				flannel,
				now,
			},
		},
		'a release without the endpoint': {evidence: {health: {}, flannel, now}},
		'a flanneld that has just started': {evidence: {health: notReady, flannel: young, now}},
		'no pod, which is another finding': {evidence: {health: refused, flannel: {}, now}},
	},
	fails: {
		'not ready': {
			evidence: {health: notReady, flannel, now},
			findings: [{message: 'notReady', subject, text: 'flanneld is not ready yet'}],
		},
		'not ready without a word': {
			evidence: {health: {port: 8081, readiness: {state: 'unhealthy', status: 503, body: ''}}, flannel, now},
			findings: [{message: 'notReady', subject, text: 'HTTP 503'}],
		},
		'nobody listens': {
			evidence: {health: refused, flannel, now},
			findings: [{message: 'refused', subject, text: 'health port 8081'}],
		},
	},
});
