import type {Readable} from 'node:stream';
import type {Unanswered} from './replies.ts';

/** Ends a process group: SIGTERM, then SIGKILL, then it is left behind (a child in D state does not even hear that). */
export const createGroup = (pid: number, killAfterMs: number) => {
	let why: Unanswered | undefined;
	let timer: NodeJS.Timeout | undefined;
	let abandon: () => void = () => {};
	const abandoned = new Promise<undefined>(resolve => {
		abandon = () => resolve(undefined);
	});
	const send = (signal: 'SIGTERM' | 'SIGKILL'): void => {
		try {
			process.kill(-pid, signal);
		} catch {
			// Nobody of the group is left.
		}
	};
	const kill = (): void => {
		send('SIGKILL');
		timer = setTimeout(() => {
			why = why && {...why, detail: `${why.detail}; process ${pid} does not end and is left behind`};
			abandon();
		}, killAfterMs);
	};
	return {
		abandoned,
		end: (reply: Unanswered, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): void => {
			if (why === undefined || signal === 'SIGKILL') {
				why ??= reply;
				clearTimeout(timer);
				if (signal === 'SIGKILL') {
					kill();
				} else {
					send('SIGTERM');
					timer = setTimeout(kill, killAfterMs);
				}
			}
		},
		/** Why it was ended, if it was; then what its leader left running is killed too. */
		settle: (): Unanswered | undefined => {
			clearTimeout(timer);
			if (why !== undefined) {
				send('SIGKILL');
			}
			return why;
		},
	};
};

/** Keeps so many bytes and drops the rest, so that a flood neither fills the memory nor blocks its writer. */
export const collect = (stream: Readable, limit: number, onOverflow?: () => void): (() => string) => {
	const chunks: Buffer[] = [];
	let room = limit;
	stream.on('data', (chunk: Buffer) => {
		if (chunk.length > room) {
			onOverflow?.();
		}
		if (room > 0) {
			chunks.push(chunk.subarray(0, room));
			room -= Math.min(room, chunk.length);
		}
	});
	return () => Buffer.concat(chunks).toString();
};
