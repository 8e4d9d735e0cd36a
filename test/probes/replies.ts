import type {Evidence} from '../../src/core/evidence.ts';
import type {Reason, Reply} from '../../src/core/request.ts';

/** What Host would answer, for tests of `parse`. */
export const answered = (body: unknown, code?: number): Reply => ({
	status: 'answered',
	body: typeof body === 'string' ? body : JSON.stringify(body),
	...(code !== undefined && {code}),
});
export const unanswered = (reason: Reason, detail: string, code?: number): Reply => ({
	status: 'unanswered',
	reason,
	detail,
	...(code !== undefined && {code}),
});
export const missing = unanswered('not-found', 'no such file or directory');

export const evidence = <Value>(value: Value): Evidence<Value> => ({ok: true, value, sources: []});
export const noEvidence: Evidence<never> = {
	ok: false,
	reason: 'refused',
	detail: 'connect ECONNREFUSED 127.0.0.1:6443',
	probe: 'test.other',
	sources: [],
};
