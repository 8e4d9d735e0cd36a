import type {Host} from '../../src/core/host.ts';
import {type Reply, type Request, requestKey} from '../../src/core/request.ts';

export const answered = (body: string): Reply => ({status: 'answered', body});

/** A host that answers from a table and remembers what it was asked. */
export const hostOf = (
	replies: Readonly<Record<string, Reply | Promise<Reply>>>,
): Host & {readonly asked: string[]} => {
	const asked: string[] = [];
	return {
		origin: 'local',
		asked,
		read: async (request: Request) => {
			asked.push(requestKey(request));
			return (
				(await replies[requestKey(request)]) ?? {
					status: 'unanswered',
					reason: 'not-found',
					detail: `no ${requestKey(request)}`,
				}
			);
		},
	};
};
