import {test} from 'vitest';
import check from '../../../checks/flannel/pod.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {containerRun, flannelPod, minutesAgo, now} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-flannel-ds'} as const;
const elsewhere = {
	...{id: 's1', uid: 'u1', name: 'kube-flannel-ds-x7k2p', namespace: 'kube-flannel', isReady: true},
	...{attempt: 0, createdAt: minutesAgo(60), labels: {app: 'flannel'}, annotations: {}},
} as const;
const ended = (minutes: number) => [
	containerRun('kube-flannel', {state: 'exited', end: {exitCode: 137, finishedAt: minutesAgo(minutes)}}),
];

testCheck(test, check, {
	passes: {
		'a pod that runs': {
			evidence: {settled: true, pods: [], flannel: {pod: flannelPod()}, now},
			environment,
		},
		'a flannel of its own manifest, in kube-flannel': {
			evidence: {settled: true, flannel: {}, pods: [elsewhere], now},
			environment,
		},
		'the old pod of an upgrade, which ended a minute ago': {
			evidence: {
				settled: true,
				pods: [],
				flannel: {pod: flannelPod({isReady: false, containers: ended(1)})},
				now,
			},
			environment,
		},
	},
	fails: {
		'no pod': {
			evidence: {settled: true, pods: [], flannel: {}, now},
			environment,
			findings: [{message: 'absent', subject}],
		},
		'a sandbox that ended an hour ago': {
			evidence: {
				settled: true,
				pods: [],
				flannel: {pod: flannelPod({isReady: false, containers: ended(60)})},
				now,
			},
			environment,
			findings: [{message: 'sandboxDown', subject}],
		},
		'a node that has just booted': {
			evidence: {settled: true, pods: [], flannel: {}, now},
			environment: {...environment, service: told('starting')},
			findings: [{message: 'starting', subject}],
		},
	},
});
