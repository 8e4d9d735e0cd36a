import {describe, expect, it} from 'vitest';
import {judgeRun, type RunVerdict} from '../../src/derive/pod-run.ts';
import {containerRun, minutesAgo, now} from '../checks/builders.ts';

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
		const {end: _, ...untold} = run;
		expect(judgeRun(untold, minutesAgo(2), now)).toBe('ended');
	});
});
