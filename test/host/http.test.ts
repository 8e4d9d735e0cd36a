import {mkdtemp, rm} from 'node:fs/promises';
import {createServer} from 'node:http';
import {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createHttpReader} from '../../src/host/http.ts';
import {get} from '../../src/host/http-client.ts';
import {close, listen} from './servers.ts';

const seen: string[] = [];
const answer = createServer((request, response) => {
	seen.push(`${request.method} ${request.url} ${request.headers.host}`);
	switch (request.url) {
		case '/slow':
			response.write('begun');
			return;
		case '/flood':
			response.end('x'.repeat(17 * 1024 ** 2));
			return;
		case '/torn':
			response.writeHead(200, {'content-length': '100'});
			response.write('half');
			setTimeout(() => response.destroy(), 20);
			return;
		case '/moved':
			response.writeHead(302, {location: 'http://10.0.0.1/'}).end('elsewhere');
			return;
		default:
			response.writeHead(503, {'content-type': 'text/plain'}).end(`not ready: ${request.url}`);
	}
});
const onSocket = createServer((request, response) => response.end(`over a socket: ${request.url}`));
let base: string;
let socket: string;
let directory: string;
beforeAll(async () => {
	base = `http://127.0.0.1:${await listen(answer)}`;
	directory = await mkdtemp(join(tmpdir(), 'netdoctor-'));
	socket = join(directory, 'agent.sock');
	await listen(onSocket, socket);
});
afterAll(async () => {
	await Promise.all([close(answer), close(onSocket)]);
	await rm(directory, {recursive: true});
});

const read = createHttpReader({timeoutMs: 300});
const ask = (path: string) => read({kind: 'http', url: `${base}${path}`});

describe('http', () => {
	it('takes every status for an answer', async () => {
		expect(await ask('/readyz?verbose')).toEqual({
			status: 'answered',
			code: 503,
			body: 'not ready: /readyz?verbose',
		});
		expect(seen.at(-1)).toBe(`GET /readyz?verbose ${base.slice('http://'.length)}`);
	});

	it('follows no redirection', async () => {
		expect(await ask('/moved')).toMatchObject({code: 302, body: 'elsewhere'});
	});

	it('asks over a unix socket', async () => {
		expect(await read({kind: 'http', url: 'http://localhost/v1/healthz', socket})).toEqual({
			status: 'answered',
			code: 200,
			body: 'over a socket: /v1/healthz',
		});
	});

	it('finds the socket inside of a host root', async () => {
		const inRoot = createHttpReader({hostRoot: directory});
		expect(
			await inRoot({kind: 'http', url: 'http://localhost/v1/healthz', socket: '/agent.sock'}),
		).toMatchObject({
			code: 200,
		});
	});

	it('does not wait for the end for ever', async () => {
		expect(await ask('/slow')).toMatchObject({
			reason: 'timed-out',
			detail: expect.stringContaining('no complete answer within 300 ms'),
		});
	});

	it('tells a connection that was never accepted from an answer that did not come', async () => {
		const createConnection = () => Object.assign(new Socket(), {connecting: true});
		await expect(get({createConnection}, {isSecure: false, timeoutMs: 50, byteLimit: 10})).rejects.toThrow(
			'no connection within 50 ms',
		);
	});

	it('stops a flood', async () => {
		expect(await ask('/flood')).toMatchObject({reason: 'too-large'});
	});

	it('does not take half an answer for one', async () => {
		expect(await ask('/torn')).toMatchObject({status: 'unanswered', reason: 'refused'});
	});

	it('tells a closed port from a socket that is not there', async () => {
		expect(await read({kind: 'http', url: 'http://127.0.0.1:1/healthz'})).toMatchObject({
			reason: 'refused',
			detail: 'http://127.0.0.1:1/healthz: connection refused',
		});
		expect(
			await read({kind: 'http', url: 'http://localhost/v1/healthz', socket: join(directory, 'none.sock')}),
		).toMatchObject({reason: 'not-found'});
	});

	it('ends with the run', async () => {
		const ending = new AbortController();
		const reply = createHttpReader({signal: ending.signal})({kind: 'http', url: `${base}/slow`});
		setTimeout(() => ending.abort(), 20);
		expect(await reply).toMatchObject({
			reason: 'timed-out',
			detail: expect.stringContaining('the run ended'),
		});
	});
});
