import type {Socket} from 'node:net';
import type {PacketResult} from '../core/request.ts';
import {afterAwake} from './awake-timer.ts';
import {errnoOf} from './replies.ts';

/** What an error says about the way; anything else is no result but a failure to send. */
export const resultOf = (error: unknown): PacketResult => {
	const code = errnoOf(error) ?? '';
	const detail = error instanceof Error ? error.message : String(error);
	if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE') {
		return {result: 'reset', detail};
	}
	// EINVAL: a blackhole route; EACCES: a prohibit route; EPERM: dropped by an output rule.
	if (['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EINVAL', 'EACCES', 'EPERM'].includes(code)) {
		return {result: 'unreachable', detail};
	}
	if (code === 'EMSGSIZE') {
		return {result: 'too-big', detail};
	}
	if (code === 'ETIMEDOUT') {
		return {result: 'silent', detail};
	}
	throw error;
};

/**
 * When the first attempt has had no answer, in parts of the whole time: a single lost packet is no silence, and the
 * kernel itself sends a request for a connection again only after a second.
 */
export const secondAttempt = 0.4;

/** Settles once, destroys the sockets, and turns errors and the end of the time into results. */
export const conversation = (
	open: (settle: (result: PacketResult) => void) => Socket,
	timeoutMs: number,
	silence: (socket: Socket) => string,
): Promise<PacketResult> =>
	new Promise((resolve, reject) => {
		const sockets: Socket[] = [];
		const end = (): void => {
			clearTimeout(again);
			cancel();
			for (const socket of sockets) {
				socket.destroy();
			}
		};
		const settle = (result: PacketResult): void => {
			end();
			resolve(result);
		};
		const attempt = (): Socket => {
			const socket = open(settle);
			sockets.push(socket);
			socket.on('error', error => {
				try {
					settle(resultOf(error));
				} catch {
					end();
					reject(error);
				}
			});
			return socket;
		};
		const first = attempt();
		const again = setTimeout(() => {
			if (first.connecting) {
				attempt();
			}
		}, timeoutMs * secondAttempt);
		const cancel = afterAwake(timeoutMs, () => {
			const connected = sockets.find(({connecting}) => !connecting) ?? first;
			settle({result: 'silent', detail: silence(connected)});
		});
	});
