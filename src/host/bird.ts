import {createConnection} from 'node:net';
import type {Reply, RequestOf} from '../core/request.ts';
import {afterAwake} from './awake-timer.ts';
import {locate} from './host-root.ts';
import type {Mounts} from './mounts.ts';
import {answered, limitError, unansweredBy} from './replies.ts';

export interface BirdOptions {
	readonly hostRoot?: string | undefined;
	readonly mounts?: Mounts | undefined;
	readonly timeoutMs?: number | undefined;
}

const byteLimit = 1024 ** 2;

/**
 * Asks BIRD over its control socket; the reply keeps the codes in front of the lines.
 * Each answer ends with a line of code and space; https://bird.network.cz/?get_doc&v=16&f=prog-2.html#ss2.9
 */
export const createBirdReader =
	({hostRoot, mounts, timeoutMs = 2000}: BirdOptions) =>
	async ({socket, show}: RequestOf<'bird'>): Promise<Reply> => {
		try {
			return answered(await ask(await locate(socket, {hostRoot, mounts}), `show ${show}`, timeoutMs));
		} catch (error) {
			return unansweredBy(error, socket);
		}
	};

const lastLine = /^\d{4} .*\n/m;

/** Welcome, then `restrict`, and only when BIRD confirmed it, the question. */
const ask = (path: string, question: string, timeoutMs: number): Promise<string> =>
	new Promise((resolve, reject) => {
		const connection = createConnection({path});
		let stage: 'welcome' | 'restrict' | 'question' = 'welcome';
		let text = '';
		const end = (error?: Error): void => {
			cancel();
			connection.destroy();
			if (error !== undefined) {
				reject(error);
			}
		};
		const cancel = afterAwake(timeoutMs, () =>
			end(limitError('ETIMEDOUT', `no answer from BIRD within ${timeoutMs} ms`)),
		);
		const advance = (answer: string): void => {
			switch (stage) {
				case 'welcome':
					stage = 'restrict';
					connection.write('restrict\n');
					return;
				case 'restrict':
					if (!answer.startsWith('0016')) {
						end(new Error(`expected 0016 after restrict, got ${answer.trim()}`));
						return;
					}
					stage = 'question';
					connection.write(`${question}\n`);
					return;
				case 'question':
					resolve(answer);
					end();
			}
		};
		connection.setEncoding('utf8');
		connection.on('error', end);
		connection.on('close', () => end(new Error('BIRD closed the connection before it answered')));
		connection.on('data', chunk => {
			text += chunk;
			if (text.length > byteLimit) {
				end(limitError('EFBIG', `more than ${byteLimit} bytes`));
				return;
			}
			const found = lastLine.exec(text);
			if (found !== null) {
				const length = found.index + found[0].length;
				const answer = text.slice(0, length);
				text = text.slice(length);
				advance(answer);
			}
		});
	});
