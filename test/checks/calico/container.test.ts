import {test} from 'vitest';
import check from '../../../checks/calico/container.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, calicoPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
const end = (exitCode: number, startedMinutes: number, finishedMinutes: number) => ({
	exitCode,
	reason: exitCode === 0 ? 'Completed' : 'Error',
	startedAt: minutesAgo(startedMinutes),
	finishedAt: minutesAgo(finishedMinutes),
});
const running = (changes: Partial<ContainerRun>) =>
	calicoPod({containers: [containerRun('calico-node', changes)]});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'it runs': {evidence: {calico: {pod: calicoPod()}, now}},
		'no pod, which is another finding': {evidence: {calico: {}, now}},
		'init containers that have done their work': {
			evidence: {
				calico: {
					pod: calicoPod({
						containers: ['calico-node', 'install-cni', 'ebpf-bootstrap'].map(name =>
							containerRun(name, name === 'calico-node' ? {} : {state: 'exited', end: end(0, 60, 59)}),
						),
					}),
				},
				now,
			},
		},
		'restarted by an upgrade': {
			evidence: {
				calico: {pod: running({attempt: 1, createdAt: minutesAgo(2), previousEnd: end(0, 9000, 2)})},
				now,
			},
		},
	},
	fails: {
		'install-cni cannot make a token': {
			evidence: {
				calico: {
					pod: calicoPod({
						containers: [containerRun('install-cni', {state: 'exited', attempt: 4, end: end(1, 2, 1)})],
					}),
				},
				now,
			},
			findings: [{message: 'initFailed', subject, text: 'install-cni of calico-node failed: exit code 1'}],
		},
		'the image does not come': {
			evidence: {calico: {pod: calicoPod({containers: []})}, now},
			findings: [{message: 'notStarted', subject, text: 'calico-node'}],
		},
		'no address to choose': {
			evidence: {
				calico: {
					pod: running({
						state: 'exited',
						attempt: 8,
						createdAt: minutesAgo(3),
						end: end(1, 3, 2),
					}),
				},
				now,
				logs: [
					{
						container: 'calico-node',
						attempt: 8,
						path: '/var/log/pods/calico-system_calico-node-x7k2p_uid/calico-node/8.log',
						lines: [
							{
								time: minutesAgo(2),
								stream: 'stdout',
								message:
									"2026-11-22 07:58:00.000 [WARNING][9] startup/startup.go 489: Couldn't autodetect an IPv4 address.",
							},
						],
					},
				],
			},
			findings: [{message: 'crashing', subject, text: 'exit code 1 (Error), 8 restarts'}],
		},
		'the kubelet does not start it again': {
			evidence: {
				calico: {pod: running({state: 'exited', attempt: 1, end: end(137, 120, 100)})},
				now,
			},
			findings: [{message: 'stopped', subject}],
		},
		'only just ended': {
			evidence: {calico: {pod: running({state: 'exited', end: end(2, 400, 0)})}, now},
			findings: [{message: 'ended', subject}],
		},
	},
});
