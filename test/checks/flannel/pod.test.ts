import {test} from 'vitest';
import check from '../../../checks/flannel/pod.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {containerRun, flannelPod, minutesAgo, now} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-flannel-ds'} as const;
const ended = (minutes: number) => [
	containerRun('kube-flannel', {state: 'exited', end: {exitCode: 137, finishedAt: minutesAgo(minutes)}}),
];

testCheck(test, check, {
	passes: {
		'a pod that runs': {evidence: {flannel: {pod: flannelPod()}, now}, environment},
		'the old pod of an upgrade, which ended a minute ago': {
			evidence: {flannel: {pod: flannelPod({isReady: false, containers: ended(1)})}, now},
			environment,
		},
	},
	fails: {
		'no pod': {evidence: {flannel: {}, now}, environment, findings: [{message: 'absent', subject}]},
		'a sandbox that ended an hour ago': {
			evidence: {flannel: {pod: flannelPod({isReady: false, containers: ended(60)})}, now},
			environment,
			findings: [{message: 'sandboxDown', subject}],
		},
		'a node that has just booted': {
			evidence: {flannel: {}, now},
			environment: {...environment, service: told('starting')},
			findings: [{message: 'starting', subject}],
		},
	},
});
