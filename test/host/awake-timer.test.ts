import {setTimeout as wait} from 'node:timers/promises';
import {expect, it} from 'vitest';
import {afterAwake} from '../../src/host/awake-timer.ts';

const standStill = (milliseconds: number): void => {
	const until = performance.now() + milliseconds;
	while (performance.now() < until) {
		// As a process that gets no processor.
	}
};

const ended = (milliseconds: number): Promise<number> => {
	const started = performance.now();
	return new Promise(resolve => afterAwake(milliseconds, () => resolve(performance.now() - started)));
};

it('ends when its time is over', async () => {
	expect(await ended(50)).toBeGreaterThanOrEqual(49);
});

it('does not count the time in which the process stood still', async () => {
	const waiting = ended(100);
	standStill(250);
	// Of the 250 ms two slices count.
	expect(await waiting).toBeGreaterThanOrEqual(320);
});

it('ends all the same on a machine that is always slow', async () => {
	const waiting = ended(20);
	standStill(200);
	await expect(waiting).resolves.toBeGreaterThanOrEqual(200);
});

it('does nothing once it is cancelled', async () => {
	let isEnded = false;
	const cancel = afterAwake(20, () => {
		isEnded = true;
	});
	cancel();
	await wait(60);
	expect(isEnded).toBe(false);
});

it('lets what came in the meantime be read first', async () => {
	const order: string[] = [];
	const waiting = new Promise<void>(resolve =>
		afterAwake(10, () => {
			order.push('end');
			resolve();
		}),
	);
	setTimeout(() => order.push('answer'), 30);
	standStill(60);
	await waiting;
	expect(order).toEqual(['answer', 'end']);
});
