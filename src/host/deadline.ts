import {afterAwake} from './awake-timer.ts';
import {limitError} from './replies.ts';

const noop = (): void => undefined;
const underWay = new Set<Promise<unknown>>();

/**
 * Rejects with ETIMEDOUT when `work` takes longer; the work itself goes on and is forgotten. For calls of the file
 * system only: one that hangs keeps a thread, and with it the process, which `pendingWork` tells.
 */
export const withinDeadline = <Value>(work: Promise<Value>, milliseconds: number): Promise<Value> => {
	const done: Promise<unknown> = work.then(noop, noop).finally(() => underWay.delete(done));
	underWay.add(done);
	return new Promise((resolve, reject) => {
		const cancel = afterAwake(milliseconds, () =>
			reject(limitError('ETIMEDOUT', `no answer within ${milliseconds} ms`)),
		);
		work.then(resolve, reject).finally(cancel);
	});
};

/** Resolves when the next of the calls that were made comes back; `undefined` when all have already. */
export const pendingWork = (): Promise<unknown> | undefined =>
	underWay.size === 0 ? undefined : Promise.race(underWay);
