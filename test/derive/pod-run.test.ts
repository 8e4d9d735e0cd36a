import {describe, expect, it} from 'vitest';
import type {Reason} from '../../src/core/request.ts';
import {judgeRun, type RunVerdict, selectedPodRun} from '../../src/derive/pod-run.ts';
import {containerRun, minutesAgo, now, sandbox} from '../checks/builders.ts';

const lived = (startedMinutes: number, finishedMinutes: number) => ({
	exitCode: 1,
	startedAt: minutesAgo(startedMinutes),
	finishedAt: minutesAgo(finishedMinutes),
});

describe('judgeRun', () => {
	it.each<[RunVerdict, string, Parameters<typeof containerRun>[1]]>([
		['running', 'for a day', {}],
		['running', 'restarted a week ago', {attempt: 9, createdAt: minutesAgo(10_000)}],
		['running', 'after one crash', {attempt: 1, createdAt: minutesAgo(1), previousEnd: lived(3, 2)}],
		['running', 'after a long life', {attempt: 9, createdAt: minutesAgo(1), previousEnd: lived(900, 2)}],
		['crashing', 'between crashes', {attempt: 4, createdAt: minutesAgo(1), previousEnd: lived(4, 2)}],
		['starting', 'created just now', {state: 'created', createdAt: minutesAgo(1)}],
		['stopped', 'created long ago', {state: 'created', createdAt: minutesAgo(10)}],
		['ended', 'for the first time', {state: 'exited', end: lived(60, 0.5)}],
		['stopped', 'and was not started again', {state: 'exited', end: lived(60, 3)}],
		[
			'ended',
			'within the longest back-off, after a long life',
			{state: 'exited', attempt: 9, end: lived(90, 5)},
		],
		[
			'crashing',
			'in the back-off',
			{state: 'exited', attempt: 9, createdAt: minutesAgo(6), end: lived(6, 5)},
		],
		['ended', 'at a time that nobody knows', {state: 'exited', attempt: 1}],
		['crashing', 'again, at a time that nobody knows', {state: 'exited', attempt: 5}],
		['running', 'in a state that containerd does not know', {state: 'unknown'}],
	])('%s: %s', (verdict, _, changes) => {
		expect(judgeRun(containerRun('kube-flannel', changes), minutesAgo(20_000), now)).toBe(verdict);
	});

	it('takes the first run in a new sandbox for no loop, whatever its number', () => {
		const run = containerRun('kube-flannel', {
			state: 'exited',
			attempt: 12,
			createdAt: minutesAgo(2),
			end: lived(2, 1),
		});
		expect(judgeRun(run, minutesAgo(3), now)).toBe('ended');
		expect(judgeRun(run, minutesAgo(30), now)).toBe('crashing');
	});

	it('takes a container that is down after several starts for a loop only where nobody could be asked', () => {
		const untold = containerRun('kube-flannel', {state: 'exited', attempt: 3, createdAt: minutesAgo(30)});
		expect(judgeRun(untold, minutesAgo(30), now)).toBe('ended');
		expect(judgeRun({...untold, isUntold: true}, minutesAgo(30), now)).toBe('crashing');
		expect(judgeRun({...untold, isUntold: true}, minutesAgo(2), now)).toBe('ended');
		expect(judgeRun({...untold, isUntold: true, attempt: 1}, minutesAgo(30), now)).toBe('ended');
	});
});

describe('selectedPodRun', () => {
	const selection = {namespace: 'kube-system', app: 'canal', main: ['kube-flannel']} as const;
	const pod = sandbox('rke2-canal-x7k2p', {
		namespace: 'kube-system',
		labels: {'k8s-app': 'canal'},
		createdAt: minutesAgo(30),
	});
	const lists = {
		pods: [pod],
		containers: ['kube-flannel', 'calico-node'].map(name => ({
			...{id: name, name, sandboxId: pod.id, attempt: 3},
			...{state: 'exited' as const, createdAt: minutesAgo(30)},
		})),
	};
	const verdicts = (...reasons: readonly Reason[]) => {
		const replies = reasons.map(reason => ({status: 'unanswered', reason, detail: reason}) as const);
		return selectedPodRun(selection, lists, replies).pod?.containers.map(run =>
			judgeRun(run, pod.createdAt, now),
		);
	};

	it('tells a bundle that never asked how containers ended from a node that did not answer', () => {
		expect(verdicts('not-recorded', 'not-recorded')).toEqual(['crashing', 'crashing']);
		expect(verdicts('timed-out', 'exit-code')).toEqual(['ended', 'ended']);
		expect(verdicts('not-recorded', 'timed-out')).toEqual(['ended', 'ended']);
		expect(verdicts()).toEqual(['ended', 'ended']);
	});
});
