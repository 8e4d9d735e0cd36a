import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {createBirdReader} from '../../src/host/bird.ts';
import {close, listen} from './servers.ts';

/** As BIRD 1.6.8 answers, byte for byte. */
const protocols = [
	'2002-name     proto    table    state  since       info',
	'1002-static1  Static   master   up     08:03:06    ',
	' kernel1  Kernel   master   up     08:03:06    ',
	' Mesh_10_0_0_2 BGP      master   up     08:05:11    Established   ',
	'0000 ',
	'',
].join('\n');
const status =
	'1000-BIRD 1.6.8\n1011-Router ID is 10.0.0.1\n Current server time is 2026-11-22\n0013 Daemon is up and running\n';

let directory: string;
let server: Server | undefined;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'netdoctor-'));
});
afterEach(async () => {
	if (server !== undefined) {
		await close(server);
	}
	server = undefined;
	await rm(directory, {recursive: true});
});

const start = async (
	replies: Readonly<Record<string, string>>,
	{welcome = '0001 BIRD 1.6.8 ready.\n', piece = 7} = {},
): Promise<readonly string[]> => {
	const heard: string[] = [];
	server = createServer(connection => {
		// In small pieces, as a stream may bring them.
		const say = (text: string): void => {
			for (let index = 0; index < text.length; index += piece) {
				connection.write(text.slice(index, index + piece));
			}
		};
		say(welcome);
		connection.on('data', data => {
			const line = data.toString().trim();
			heard.push(line);
			say(replies[line] ?? '9001 syntax error\n');
		});
		connection.on('error', () => {});
	});
	await listen(server, join(directory, 'bird.ctl'));
	return heard;
};
const ask = (show: string) =>
	createBirdReader({timeoutMs: 300})({kind: 'bird', socket: join(directory, 'bird.ctl'), show});
const restricted = {restrict: '0016 Access restricted\n'};

describe('bird', () => {
	it('restricts itself first and keeps the whole answer', async () => {
		const heard = await start({...restricted, 'show protocols': protocols, 'show status': status});
		expect(await ask('protocols')).toEqual({status: 'answered', body: protocols});
		expect(heard).toEqual(['restrict', 'show protocols']);
		expect(await ask('status')).toEqual({status: 'answered', body: status});
	});

	it('gives what BIRD answers instead', async () => {
		await start(restricted);
		expect(await ask('protocols')).toEqual({status: 'answered', body: '9001 syntax error\n'});
	});

	it('asks nothing when BIRD does not restrict it', async () => {
		const heard = await start({restrict: '9001 syntax error\n', 'show protocols': protocols});
		expect(await ask('protocols')).toMatchObject({
			reason: 'refused',
			detail: expect.stringContaining('0016'),
		});
		expect(heard).toEqual(['restrict']);
	});

	it('does not wait for ever, before or in the middle of an answer', async () => {
		await start({}, {welcome: ''});
		expect(await ask('protocols')).toMatchObject({reason: 'timed-out'});
		await close(server as Server);
		await rm(join(directory, 'bird.ctl'), {force: true});
		await start({...restricted, 'show protocols': protocols.slice(0, -6)});
		expect(await ask('protocols')).toMatchObject({reason: 'timed-out'});
	});

	it('tells a socket that is not there from one that nobody serves', async () => {
		expect(await ask('protocols')).toMatchObject({reason: 'not-found'});
		server = createServer(connection => connection.destroy());
		await listen(server, join(directory, 'bird.ctl'));
		expect(await ask('protocols')).toMatchObject({status: 'unanswered', reason: 'refused'});
	});
});
