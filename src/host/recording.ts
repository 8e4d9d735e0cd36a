import type {RecordedReply} from '../bundle/format.ts';
import type {Host} from '../core/host.ts';
import {requestKey} from '../core/request.ts';

/** A host that keeps what it answers, each request once, in the order of their keys: the same node gives the same bundle. */
export const createRecordingHost = (
	host: Host,
): {readonly host: Host; readonly recorded: () => readonly RecordedReply[]} => {
	const replies = new Map<string, RecordedReply>();
	return {
		host: {
			origin: host.origin,
			read: async request => {
				const reply = await host.read(request);
				replies.set(requestKey(request), {request, reply});
				return reply;
			},
		},
		recorded: () =>
			[...replies].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, recorded]) => recorded),
	};
};
