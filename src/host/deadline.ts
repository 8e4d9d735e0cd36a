import {limitError} from './replies.ts';

/** Rejects with ETIMEDOUT when `work` takes longer; the work itself goes on and is forgotten. */
export const withinDeadline = <Value>(work: Promise<Value>, milliseconds: number): Promise<Value> =>
	new Promise((resolve, reject) => {
		const timer = setTimeout(
			() => reject(limitError('ETIMEDOUT', `no answer within ${milliseconds} ms`)),
			milliseconds,
		);
		work.then(resolve, reject).finally(() => clearTimeout(timer));
	});
