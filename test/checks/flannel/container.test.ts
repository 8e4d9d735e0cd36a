import {test} from 'vitest';
import check from '../../../checks/flannel/container.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, flannelPod, minutesAgo, now} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-flannel-ds/kube-flannel'} as const;
const run = (changes: Parameters<typeof containerRun>[1], name = 'kube-flannel') => ({
	flannel: {pod: flannelPod({containers: [containerRun(name, changes)]})},
	now,
});
const end = {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2.5)};

testCheck(test, check, {
	passes: {
		'a container that runs': {evidence: run({}), environment},
		'restarts of long ago': {evidence: run({attempt: 12, createdAt: minutesAgo(600)}), environment},
		'no pod, which is another finding': {evidence: {flannel: {}, now}, environment},
		'a pod of two minutes that waits for its image': {
			evidence: {
				flannel: {pod: flannelPod({createdAt: minutesAgo(2), containers: []})},
				now,
			},
			environment,
		},
	},
	fails: {
		'the plugins cannot be copied': {
			evidence: run({state: 'exited', attempt: 3, createdAt: minutesAgo(3), end}, 'install-cni-plugins'),
			environment,
			findings: [
				{
					message: 'initFailed',
					subject: {...subject, name: 'kube-flannel-ds/install-cni-plugins'},
					text: 'exit code 1 (Error), 3 restarts',
				},
			],
		},
		'an image that is not there': {
			evidence: {flannel: {pod: flannelPod({createdAt: minutesAgo(20), containers: []})}, now},
			environment,
			findings: [{message: 'notStarted', subject, text: 'for 20 minutes'}],
		},
		'it ends again and again': {
			evidence: run({state: 'exited', attempt: 6, createdAt: minutesAgo(3), end}),
			environment,
			findings: [{message: 'crashing', subject}],
		},
		'it ended an hour ago': {
			evidence: run({state: 'exited', attempt: 1, end: {...end, finishedAt: minutesAgo(60)}}),
			environment,
			findings: [{message: 'stopped', subject}],
		},
		'it has just ended': {
			evidence: run({state: 'exited', attempt: 0, end: {...end, finishedAt: minutesAgo(0.2)}}),
			environment,
			findings: [{message: 'ended', subject}],
		},
	},
});
