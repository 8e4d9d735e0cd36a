import {test} from 'vitest';
import check from '../../../checks/canal/container.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const of = (container: string) =>
	({kind: 'Pod', namespace: 'kube-system', name: `rke2-canal/${container}`}) as const;
const end = (exitCode: number, startedMinutes: number, finishedMinutes: number) => ({
	exitCode,
	reason: exitCode === 0 ? 'Completed' : 'Error',
	startedAt: minutesAgo(startedMinutes),
	finishedAt: minutesAgo(finishedMinutes),
});
const flannel = (changes: Partial<ContainerRun>) =>
	canalPod({containers: [containerRun('calico-node'), containerRun('kube-flannel', changes)]});
const log = (attempt: number, ...messages: readonly string[]) => [
	{
		container: 'kube-flannel',
		attempt,
		path: `/var/log/pods/kube-system_rke2-canal-x7k2p_2d3e/kube-flannel/${attempt}.log`,
		lines: messages.map(message => ({time: minutesAgo(1), stream: 'stderr' as const, message})),
	},
];

testCheck(test, check, {
	passes: {
		'both run': {evidence: {canal: {pod: canalPod()}, now}},
		'no pod, which is another finding': {evidence: {canal: {}, now}},
		'init containers that have done their work': {
			evidence: {
				canal: {
					pod: canalPod({
						containers: [
							containerRun('calico-node'),
							containerRun('kube-flannel'),
							containerRun('install-cni', {state: 'exited'}),
							containerRun('flexvol-driver', {state: 'exited'}),
						],
					}),
				},
				now,
			},
		},
		'twelve restarts, the last a month ago': {
			evidence: {
				canal: {
					pod: flannel({attempt: 12, createdAt: minutesAgo(40_000), previousEnd: end(255, 90_000, 40_000)}),
				},
				now,
			},
		},
		'started two minutes ago after a week, as by a reboot': {
			evidence: {
				canal: {pod: flannel({attempt: 7, createdAt: minutesAgo(2), previousEnd: end(255, 10_000, 3)})},
				now,
			},
		},
		'one failure at the first start in a new sandbox': {
			evidence: {
				canal: {
					pod: canalPod({
						createdAt: minutesAgo(4),
						containers: [
							containerRun('calico-node', {createdAt: minutesAgo(3)}),
							containerRun('kube-flannel', {
								attempt: 9,
								createdAt: minutesAgo(3),
								previousEnd: end(1, 3.5, 3.1),
							}),
						],
					}),
				},
				now,
			},
		},
		'a pod that pulls its images': {
			evidence: {canal: {pod: canalPod({createdAt: minutesAgo(3), containers: []})}, now},
		},
	},
	fails: {
		'ended seconds ago': {
			evidence: {canal: {pod: flannel({state: 'exited', end: end(137, 1000, 0.2)})}, now},
			findings: [{message: 'ended', subject: of('kube-flannel'), text: 'exit code 137 (Error), 0 restarts'}],
		},
		'in the back-off between two crashes': {
			evidence: {
				canal: {pod: flannel({state: 'exited', attempt: 6, createdAt: minutesAgo(3), end: end(1, 3, 2.5)})},
				now,
				logs: log(
					6,
					'I1122 07:57:00.000000 1 main.go:211] CLI flags',
					'E1122 07:57:30.000000 1 main.go:231] boom',
				),
			},
			findings: [{message: 'crashing', subject: of('kube-flannel'), text: 'exit code 1 (Error), 6 restarts'}],
		},
		'running, until the next crash': {
			evidence: {
				canal: {
					pod: flannel({attempt: 6, createdAt: minutesAgo(0.3), previousEnd: end(1, 6, 5.5)}),
				},
				now,
				logs: log(5, 'panic: something'),
			},
			findings: [{message: 'crashing', subject: of('kube-flannel'), text: '6 restarts'}],
		},
		'ended an hour ago, and nobody starts it': {
			evidence: {canal: {pod: flannel({state: 'exited', attempt: 1, end: end(2, 70, 60)})}, now},
			findings: [{message: 'stopped', subject: of('kube-flannel'), text: 'exit code 2 (Error), 1 restart'}],
		},
		'install-cni failed': {
			evidence: {
				canal: {
					pod: canalPod({
						createdAt: minutesAgo(30),
						containers: [containerRun('install-cni', {state: 'exited', attempt: 3, end: end(1, 2, 1)})],
					}),
				},
				now,
			},
			findings: [{message: 'initFailed', subject: of('install-cni'), text: '3 restarts'}],
		},
		'an image that is not there': {
			evidence: {
				canal: {
					pod: canalPod({
						createdAt: minutesAgo(30),
						containers: [containerRun('calico-node'), containerRun('install-cni', {state: 'exited'})],
					}),
				},
				now,
			},
			findings: [
				{
					message: 'notStarted',
					subject: of('kube-flannel'),
					text: 'for 30 minutes without starting kube-flannel',
				},
			],
		},
	},
});
