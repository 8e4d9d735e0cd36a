import {textOf} from '../core/evidence.ts';
import type {Reply} from '../core/request.ts';

/** What a health endpoint on this node said; `refused`: nobody listens there. */
export type HealthAnswer =
	| {readonly state: 'healthy' | 'unhealthy'; readonly status: number; readonly body: string}
	| {readonly state: 'refused'; readonly detail: string};

/** Throws `Unavailable` for what says nothing about the component: no answer in time, another network namespace. */
export const healthAnswerOf = (reply: Reply | undefined): HealthAnswer => {
	if (reply?.status === 'unanswered' && /ECONNREFUSED|connection refused/i.test(reply.detail)) {
		return {state: 'refused', detail: reply.detail};
	}
	const body = textOf(reply);
	const status = reply?.code ?? 200;
	return {state: status >= 200 && status < 300 ? 'healthy' : 'unhealthy', status, body};
};
