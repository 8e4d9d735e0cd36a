import {type IncomingMessage, type RequestOptions, request as requestPlain} from 'node:http';
import {request as requestSecure} from 'node:https';
import type {Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import {afterAwake} from './awake-timer.ts';
import {limitError} from './replies.ts';

export interface Response {
	readonly status: number;
	readonly body: string;
}

export interface GetOptions {
	readonly isSecure: boolean;
	/** Of the whole exchange. */
	readonly timeoutMs: number;
	/** Of the body, after decompression. */
	readonly byteLimit: number;
	readonly signal?: AbortSignal | undefined;
}

/** One GET, redirects not followed; rejects with a system error, ETIMEDOUT (which tells whether it connected) or EFBIG. */
export const get = (
	options: RequestOptions,
	{isSecure, timeoutMs, byteLimit, signal}: GetOptions,
): Promise<Response> =>
	new Promise((resolve, reject) => {
		const request = (isSecure ? requestSecure : requestPlain)({...options, method: 'GET'});
		const stop = (error: Error): void => {
			request.destroy(error);
			reject(error);
		};
		const cancel = afterAwake(timeoutMs, () => {
			const missing = request.socket?.connecting === false ? 'complete answer' : 'connection';
			stop(limitError('ETIMEDOUT', `no ${missing} within ${timeoutMs} ms`));
		});
		const abort = (): void => stop(limitError('ETIMEDOUT', 'the run ended before this was read'));
		signal?.addEventListener('abort', abort, {once: true});
		request.on('error', reject);
		request.on('response', response => {
			readBody(response, byteLimit).then(
				body => resolve({status: response.statusCode ?? 0, body}),
				error => stop(error as Error),
			);
		});
		// After an abort that came before the listener.
		if (signal?.aborted) {
			abort();
		}
		request.on('close', () => {
			cancel();
			signal?.removeEventListener('abort', abort);
		});
		request.end();
	});

const readBody = (response: IncomingMessage, byteLimit: number): Promise<string> =>
	new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let length = 0;
		response.on('error', reject);
		const body = decompressed(response);
		body.on('error', reject);
		body.on('data', (chunk: Buffer) => {
			length += chunk.length;
			if (length > byteLimit) {
				reject(limitError('EFBIG', `more than ${byteLimit} bytes`));
				return;
			}
			chunks.push(chunk);
		});
		body.on('end', () => resolve(Buffer.concat(chunks).toString()));
	});

const decompressed = (response: IncomingMessage): Readable =>
	response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip()) : response;
