import type {Host} from '../core/host.ts';
import {type Reply, requestKey} from '../core/request.ts';

export interface LogLine {
	/** Milliseconds since the log was begun. */
	readonly at: number;
	readonly milliseconds: number;
	readonly read: string;
	readonly result: string;
}

const resultOf = (reply: Reply): string =>
	reply.status === 'answered'
		? `answered, ${Buffer.byteLength(reply.body)} bytes${reply.stderr === undefined ? '' : `, stderr: ${reply.stderr}`}`
		: `${reply.reason}: ${reply.detail}`;

/** A host that keeps what it was asked, when, for how long, and what came of it. */
export const createLoggingHost = (
	host: Host,
	now: () => number = () => performance.now(),
): {readonly host: Host; readonly lines: () => readonly LogLine[]} => {
	const start = now();
	const lines: LogLine[] = [];
	return {
		host: {
			origin: host.origin,
			read: async request => {
				const asked = now();
				const reply = await host.read(request);
				lines.push({
					at: Math.round(asked - start),
					milliseconds: Math.round(now() - asked),
					read: requestKey(request),
					result: resultOf(reply),
				});
				return reply;
			},
		},
		lines: () => lines.toSorted((one, other) => one.at - other.at),
	};
};
