import {test} from 'vitest';
import check from '../../../checks/multus/daemon.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {multusPod, withMultus} from './builders.ts';

const environment = withMultus;
const socket = '/run/multus/multus.sock';
const subject = {kind: 'Endpoint', name: socket} as const;
const multus = {pod: multusPod({containers: [containerRun('kube-multus')]})};
const missing = {state: 'missing', socket, detail: `${socket}: no such file or directory`} as const;

testCheck(test, check, {
	passes: {
		'a daemon that answers': {environment, evidence: {daemon: {state: 'healthy', socket}, multus, now}},
		'thin Multus, which has none': {environment, evidence: {daemon: {state: 'none'}, multus, now}},
		'a daemon that has just started': {
			environment,
			evidence: {
				daemon: missing,
				multus: {pod: multusPod({containers: [containerRun('kube-multus', {createdAt: minutesAgo(1)})]})},
				now,
			},
		},
	},
	fails: {
		'no socket': {
			environment,
			evidence: {daemon: missing, multus, now},
			findings: [{message: 'unreachable', subject, text: 'there is no such socket'}],
		},
		'a socket that was left behind': {
			environment,
			evidence: {daemon: {state: 'refused', socket, detail: 'connect ECONNREFUSED'}, multus: {}, now},
			findings: [{message: 'unreachable', subject, text: 'nobody listens'}],
		},
		'a daemon that hangs': {
			environment,
			evidence: {daemon: {state: 'silent', socket, detail: 'no answer within 2 s'}, multus, now},
			findings: [{message: 'unreachable', subject, text: 'no answer in time'}],
		},
		'a daemon that complains': {
			environment,
			evidence: {daemon: {state: 'unhealthy', socket, detail: 'HTTP 500 no'}, multus, now},
			findings: [{message: 'unhealthy', subject}],
		},
	},
});
