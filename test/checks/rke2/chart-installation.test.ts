import {test} from 'vitest';
import check from '../../../checks/rke2/chart-installation.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';

const pod = (chart: string, changes: object = {}) => ({
	name: `helm-install-${chart}-x2k4p`,
	uid: 'a1',
	labels: {'helmcharts.helm.cattle.io/chart': chart},
	node: 'node-1',
	phase: 'Running',
	createdAt: minutesAgo(40),
	conditions: [],
	...changes,
});
const helm = (changes: object) => ({containers: [{name: 'helm', restarts: 0, ...changes}]});
const done = {phase: 'Succeeded', ...helm({exitCode: 0})};
const failing = helm({restarts: 9, exitCode: 1, waiting: {reason: 'CrashLoopBackOff'}});
const unplaced = {
	node: undefined,
	phase: 'Pending',
	conditions: [
		{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'untolerated taint'} as const,
	],
};
const subject = {kind: 'HelmChart', namespace: 'kube-system', name: 'rke2-canal'} as const;
const line = (message: string, time = now) => ({time, stream: 'stderr', message}) as const;

testCheck(test, check, {
	passes: {
		'no job is left': {evidence: {installations: [], now}},
		'the latest one is done': {
			evidence: {
				installations: [pod('rke2-canal', done), pod('rke2-canal', {...failing, createdAt: minutesAgo(90)})],
				now,
			},
		},
		'it failed twice and runs again': {
			evidence: {installations: [pod('rke2-canal', helm({restarts: 2, exitCode: 1}))], now},
		},
		'it has just been made': {
			evidence: {installations: [pod('rke2-canal', {...unplaced, createdAt: minutesAgo(3)})], now},
		},
		'its image is being pulled': {
			evidence: {installations: [pod('rke2-canal', helm({waiting: {reason: 'ContainerCreating'}}))], now},
		},
		'the chart is no part of the network': {
			evidence: {installations: [pod('my-shop', failing), pod('rke2-canal', {isBeingDeleted: true})], now},
		},
	},
	fails: {
		'no node takes it': {
			evidence: {installations: [pod('rke2-canal', unplaced)], now},
			findings: [{message: 'unplaced', subject, text: 'untolerated taint'}],
		},
		'its image cannot be had': {
			evidence: {
				installations: [
					pod('rke2-canal', helm({waiting: {reason: 'ImagePullBackOff', message: 'no such host'}})),
				],
				now,
			},
			findings: [
				{message: 'waiting', subject, text: 'does not start on node-1: ImagePullBackOff: no such host'},
			],
		},
		'Helm refuses it': {
			evidence: {
				installations: [pod('rke2-canal', failing)],
				now,
				logs: [
					{
						container: 'helm',
						attempt: 9,
						path: '/var/log/pods/kube-system_helm-install-rke2-canal-x2k4p_a1/helm/9.log',
						lines: [
							line('+ helm_v3 upgrade'),
							line('Error: UPGRADE FAILED: cannot change roleRef'),
							line('+ exit'),
						],
					},
				],
			},
			findings: [{message: 'failing', subject}],
		},
		'it has failed for good': {
			evidence: {installations: [pod('rke2-canal', {phase: 'Failed'})], now},
			findings: [{message: 'failing', subject, text: 'exit code unknown, 0 restarts'}],
		},
	},
});
