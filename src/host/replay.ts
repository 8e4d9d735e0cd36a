import type {Bundle} from '../bundle/format.ts';
import type {Host} from '../core/host.ts';
import {type Reply, type Request, requestKey} from '../core/request.ts';

const notRecorded = (request: Request): Reply => ({
	status: 'unanswered',
	reason: 'not-recorded',
	detail: `${requestKey(request)} is not in this bundle`,
});

/** Whether a recorded selection holds what is asked for: each field itself, or something above it. No selection is the whole text. */
const covers = (recorded: readonly string[], asked: readonly string[]): boolean =>
	recorded.length === 0 || (asked.length > 0 && asked.every(field => holds(recorded, field)));

const holds = (recorded: readonly string[], field: string): boolean =>
	recorded.some(known => field === known || field.startsWith(`${known}.`) || field.startsWith(`${known}[`));

/** Answers from a bundle. What it does not hold is `not-recorded`, also a field that was not selected then. */
export const createReplayHost = (bundle: Bundle, path: string): Host => ({
	origin: `bundle:${path}`,
	read: async request => {
		const found = bundle.replies.get(requestKey(request));
		if (found === undefined) {
			return notRecorded(request);
		}
		const select = found.request.kind === 'api' ? found.request.select : [];
		const isHeld =
			request.kind !== 'api' || found.reply.status === 'unanswered' || covers(select, request.select);
		return isHeld ? found.reply : notRecorded(request);
	},
});
