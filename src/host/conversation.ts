import type {Socket} from 'node:net';
import type {PacketResult} from '../core/request.ts';
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

/** Settles once, destroys the socket, and turns errors and the end of the time into results. */
export const conversation = (
	open: (settle: (result: PacketResult) => void) => Socket,
	timeoutMs: number,
	silence: (socket: Socket) => string,
): Promise<PacketResult> =>
	new Promise((resolve, reject) => {
		const settle = (result: PacketResult): void => {
			clearTimeout(timer);
			socket.destroy();
			resolve(result);
		};
		const socket = open(settle);
		const timer = setTimeout(() => settle({result: 'silent', detail: silence(socket)}), timeoutMs);
		socket.on('error', error => {
			try {
				settle(resultOf(error));
			} catch {
				clearTimeout(timer);
				reject(error);
			}
		});
	});
