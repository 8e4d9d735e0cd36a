import {test} from 'vitest';
import check from '../../../checks/multus/container.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {multusPod, withMultus} from './builders.ts';

const environment = withMultus;
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-multus/kube-rke2-multus'} as const;
const shortly = {exitCode: 0, reason: 'Completed', startedAt: minutesAgo(3), finishedAt: minutesAgo(2.9)};
const evidenceOf = (...containers: readonly ReturnType<typeof containerRun>[]) => ({
	multus: {pod: multusPod({containers})},
	now,
});
const logs = [
	{
		container: 'kube-rke2-multus',
		attempt: 6,
		path: '/var/log/pods/kube-system_rke2-multus-q8w4z_uid/kube-rke2-multus/6.log',
		lines: [
			{
				time: minutesAgo(3),
				stream: 'stderr' as const,
				message:
					'failed to create multus config: cannot find valid master CNI config in "/host/etc/cni/net.d"',
			},
		],
	},
];

testCheck(test, check, {
	passes: {
		'containers that run': {environment, evidence: {multus: {pod: multusPod()}, now}},
		'no pod, which is another finding': {environment, evidence: {multus: {}, now}},
		'a sandbox that is down, which is another finding': {
			environment,
			evidence: {multus: {pod: multusPod({isReady: false, containers: []})}, now},
		},
		'a container that an upgrade has just ended': {
			environment,
			evidence: evidenceOf(
				containerRun('kube-rke2-multus', {
					state: 'exited',
					end: {...shortly, startedAt: minutesAgo(600), finishedAt: minutesAgo(0.1)},
				}),
			),
		},
		'restarts of long ago': {
			environment,
			evidence: evidenceOf(containerRun('kube-rke2-multus', {attempt: 9, previousEnd: shortly})),
		},
		'an init container that is at work': {
			environment,
			evidence: {
				multus: {
					pod: multusPod({createdAt: minutesAgo(1), containers: [containerRun('cni-plugins')]}),
				},
				now,
			},
		},
	},
	fails: {
		'thin Multus ends with 0 again and again': {
			environment,
			evidence: {
				...evidenceOf(
					containerRun('kube-rke2-multus', {
						attempt: 6,
						state: 'exited',
						createdAt: minutesAgo(3),
						end: shortly,
					}),
				),
				logs,
			},
			findings: [{message: 'crashing', subject, text: 'exit code 0 (Completed), 6 restarts'}],
		},
		'a container that is killed for want of memory': {
			environment,
			evidence: evidenceOf(
				containerRun('kube-rke2-multus', {
					attempt: 6,
					state: 'exited',
					createdAt: minutesAgo(3),
					end: {...shortly, exitCode: 137, reason: 'OOMKilled'},
				}),
			),
			findings: [{message: 'memory', subject, text: 'exit code 137 (OOMKilled)'}],
		},
		'a container that nobody starts again': {
			environment,
			evidence: evidenceOf(
				containerRun('kube-rke2-multus', {
					state: 'exited',
					end: {exitCode: 1, reason: 'Error', finishedAt: minutesAgo(40)},
				}),
			),
			findings: [{message: 'stopped', subject}],
		},
		'an init container that fails': {
			environment,
			evidence: evidenceOf(
				containerRun('cni-plugins', {state: 'exited', attempt: 3, end: {exitCode: 1, reason: 'Error'}}),
			),
			findings: [
				{
					message: 'initFailed',
					subject: {kind: 'Pod', namespace: 'kube-system', name: 'rke2-multus/cni-plugins'},
				},
			],
		},
		'an image that cannot be pulled': {
			environment,
			evidence: {multus: {pod: multusPod({containers: []})}, now},
			findings: [{message: 'notStarted', subject}],
		},
	},
});
