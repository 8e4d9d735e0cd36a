import {test} from 'vitest';
import check from '../../../checks/calico/operator-container.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, containerRun, minutesAgo, now} from '../builders.ts';

const podWith = (changes: Partial<ContainerRun>) => ({
	name: 'tigera-operator-7b6d8c9f5-q2w4x',
	namespace: 'tigera-operator',
	uid: '0a1b2c',
	isReady: true,
	createdAt: minutesAgo(600),
	containers: [containerRun('tigera-operator', changes)],
});
const end = {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2)};
const crashing = {state: 'exited', attempt: 9, createdAt: minutesAgo(3), end} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'it runs elsewhere': {evidence: {operator: {}, now}},
		'it runs here': {evidence: {operator: {pod: podWith({})}, now}},
		'a leader that gave way once, long ago': {
			evidence: {operator: {pod: podWith({attempt: 2, createdAt: minutesAgo(300)})}, now},
		},
		'it has just ended for the first time': {
			evidence: {
				operator: {
					pod: podWith({
						state: 'exited',
						attempt: 0,
						createdAt: minutesAgo(90),
						end: {...end, finishedAt: minutesAgo(0)},
					}),
				},
				now,
			},
		},
	},
	fails: {
		'it ends again and again': {
			evidence: {
				operator: {pod: podWith(crashing)},
				now,
				logs: [
					{
						container: 'tigera-operator',
						attempt: 9,
						path: '/var/log/pods/tigera-operator/9.log',
						lines: [
							{time: minutesAgo(2), stream: 'stderr', message: 'level=error msg="no matches for kind"'},
						],
					},
				],
			},
			findings: [
				{
					message: 'crashing',
					subject: {kind: 'Deployment', namespace: 'tigera-operator', name: 'tigera-operator'},
					text: 'exit code 1 (Error), 9 restarts; it says: level=error msg="no matches for kind"',
				},
			],
		},
	},
});
