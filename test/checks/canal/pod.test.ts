import {test} from 'vitest';
import check from '../../../checks/canal/pod.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-canal'} as const;
const ended = (minutes: number) =>
	['calico-node', 'kube-flannel'].map(name =>
		containerRun(name, {state: 'exited', end: {exitCode: 137, finishedAt: minutesAgo(minutes)}}),
	);

testCheck(test, check, {
	passes: {
		'a pod that runs': {evidence: {settled: true, pods: [], canal: {pod: canalPod()}, now}},
		'the old pod of an upgrade, which ended a minute ago': {
			evidence: {
				settled: true,
				pods: [],
				canal: {pod: canalPod({isReady: false, containers: ended(1)})},
				now,
			},
		},
		'a sandbox that is being made': {
			evidence: {
				settled: true,
				pods: [],
				canal: {pod: canalPod({isReady: false, createdAt: minutesAgo(1), containers: []})},
				now,
			},
		},
	},
	fails: {
		'no pod': {
			evidence: {settled: true, pods: [], canal: {}, now},
			findings: [{message: 'absent', subject}],
		},
		'a sandbox that ended an hour ago': {
			evidence: {
				settled: true,
				pods: [],
				canal: {pod: canalPod({isReady: false, containers: ended(60)})},
				now,
			},
			findings: [{message: 'sandboxDown', subject}],
		},
		'a node that has just booted': {
			evidence: {
				settled: true,
				pods: [],
				canal: {pod: canalPod({isReady: false, containers: ended(60)})},
				now,
			},
			environment: {service: told('starting')},
			findings: [{message: 'starting', subject}],
		},
	},
});
