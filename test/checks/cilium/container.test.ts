import {test} from 'vitest';
import check from '../../../checks/cilium/container.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {agentSubject, ciliumPod, onCilium} from '../cilium-builders.ts';

const ended = {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2.9)};
const subject = (name: string) => ({kind: 'Pod', namespace: 'kube-system', name: `cilium/${name}`}) as const;
const logs = (container: string, attempt: number) => [
	{
		container,
		attempt,
		path: `/var/log/pods/kube-system_cilium-x7k2p_2d3e/${container}/${attempt}.log`,
		lines: [{time: now, stream: 'stderr', message: 'level=fatal msg="failed to start"'} as const],
	},
];

testCheck(test, check, {
	passes: {
		'it runs': {evidence: {cilium: ciliumPod(), now}, environment: onCilium},
		'restarted long ago': {
			evidence: {
				cilium: ciliumPod(containerRun('cilium-agent', {attempt: 7, createdAt: minutesAgo(500)})),
				now,
			},
			environment: onCilium,
		},
		'init containers that have done their work': {
			evidence: {
				cilium: ciliumPod(
					containerRun('config', {state: 'exited', end: {exitCode: 0, reason: 'Completed'}}),
					containerRun('cilium-agent'),
				),
				now,
			},
			environment: onCilium,
		},
		'no pod, which is another finding': {evidence: {cilium: {}, now}, environment: onCilium},
	},
	fails: {
		'it cannot read its configuration from the API': {
			evidence: {
				cilium: ciliumPod(containerRun('config', {state: 'exited', attempt: 4, end: ended})),
				now,
				logs: logs('config', 4),
			},
			environment: onCilium,
			findings: [
				{
					message: 'initFailed',
					subject: subject('config'),
					text: 'config of cilium failed: exit code 1 (Error), 4 restarts',
				},
			],
		},
		'it was never started': {
			evidence: {cilium: ciliumPod(containerRun('config', {state: 'exited', end: {exitCode: 0}})), now},
			environment: onCilium,
			findings: [{message: 'notStarted', subject: agentSubject, text: 'without starting cilium-agent'}],
		},
		'it crashes': {
			evidence: {
				cilium: ciliumPod(
					containerRun('cilium-agent', {state: 'exited', attempt: 9, createdAt: minutesAgo(3), end: ended}),
				),
				now,
			},
			environment: onCilium,
			findings: [{message: 'crashing', subject: agentSubject}],
		},
		'it needs more memory than it gets': {
			evidence: {
				cilium: ciliumPod(
					containerRun('cilium-agent', {
						state: 'exited',
						attempt: 9,
						createdAt: minutesAgo(3),
						end: {...ended, exitCode: 137, reason: 'OOMKilled'},
					}),
				),
				now,
			},
			environment: onCilium,
			findings: [{message: 'memory', subject: agentSubject, text: 'exit code 137 (OOMKilled)'}],
		},
		'nothing starts it again': {
			evidence: {
				cilium: ciliumPod(
					containerRun('cilium-agent', {
						state: 'exited',
						createdAt: minutesAgo(300),
						end: {exitCode: 0, finishedAt: minutesAgo(60)},
					}),
				),
				now,
			},
			environment: onCilium,
			findings: [{message: 'stopped', subject: agentSubject}],
		},
		'it has just ended': {
			evidence: {
				cilium: ciliumPod(
					containerRun('cilium-agent', {
						state: 'exited',
						createdAt: minutesAgo(300),
						end: {exitCode: 0, finishedAt: minutesAgo(0.1)},
					}),
				),
				now,
			},
			environment: onCilium,
			findings: [{message: 'ended', subject: agentSubject}],
		},
	},
});
