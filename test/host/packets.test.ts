import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createServer as createSecureServer} from 'node:tls';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {Packet, PacketResult, Reply} from '../../src/core/request.ts';
import type {Ended} from '../../src/host/command.ts';
import {createPacketSender, type PacketOptions} from '../../src/host/packets.ts';
import {unanswered} from '../../src/host/replies.ts';
import {makeCertificates} from './certificates.ts';
import {close, listen} from './servers.ts';

const servers: Server[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map(close));
});
const serve = (server: Server): Promise<number> => {
	servers.push(server);
	return listen(server);
};

const noTool: PacketOptions['runTool'] = async () => unanswered('not-found', 'ping is not installed');
const send = (packet: Packet, options: Partial<PacketOptions> = {}): Promise<Reply> =>
	createPacketSender({runTool: noTool, timeoutMs: 300, ...options})({kind: 'packet', ...packet});
const resultOf = (reply: Reply): PacketResult | Reply =>
	reply.status === 'answered' ? (JSON.parse(reply.body) as PacketResult) : reply;

const address = '127.0.0.1';
/** TEST-NET-1: what is between decides whether it is silent, unreachable or reset. */
const nowhere = '192.0.2.1';

describe('tcp', () => {
	it('tells who answers from who resets', async () => {
		const port = await serve(createServer());
		expect(resultOf(await send({packet: 'tcp', address, port}))).toEqual({
			result: 'answered',
			milliseconds: expect.any(Number),
		});
		await close(servers.pop() as Server);
		expect(resultOf(await send({packet: 'tcp', address, port}))).toMatchObject({
			result: 'reset',
			detail: expect.stringContaining('ECONNREFUSED'),
		});
	});

	it('comes to a result within its time also where nobody is', async () => {
		const started = performance.now();
		expect(await send({packet: 'tcp', address: nowhere, port: 443})).toMatchObject({status: 'answered'});
		expect(performance.now() - started).toBeLessThan(1000);
	});
});

describe('tls', () => {
	let directory: string;
	let credentials: {cert: string; key: string; ca: string};
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'netdoctor-'));
		const {pem, ca} = makeCertificates(directory);
		credentials = {cert: pem('expired.crt'), key: pem('expired.key'), ca};
	});
	afterAll(() => rm(directory, {recursive: true}));

	it('wants a whole handshake, whoever the server is', async () => {
		const port = await serve(createSecureServer(credentials));
		expect(resultOf(await send({packet: 'tls', address, port}))).toMatchObject({result: 'answered'});
	});

	it('takes an alert for an answer', async () => {
		const port = await serve(
			createSecureServer({...credentials, minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_CCM_SHA256'}),
		);
		expect(resultOf(await send({packet: 'tls', address, port}))).toMatchObject({
			result: 'answered',
			detail: /alert/i,
		});
	});

	it('tells a connection that carries nothing from none', async () => {
		const port = await serve(createServer(() => {}));
		expect(resultOf(await send({packet: 'tls', address, port}))).toEqual({
			result: 'silent',
			detail: 'connected, but no complete TLS handshake within 300 ms',
		});
	});

	it('takes a reset in the middle for one', async () => {
		const port = await serve(createServer(socket => socket.once('data', () => socket.resetAndDestroy())));
		expect(resultOf(await send({packet: 'tls', address, port}))).toMatchObject({result: 'reset'});
	});
});

describe('dns', () => {
	const answerTo = (query: Buffer): Buffer => {
		const header = Buffer.from(query);
		header.writeUInt16BE(0x8580, 2);
		header.writeUInt16BE(1, 6);
		return Buffer.concat([header, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 43, 0, 1])]);
	};
	const ask = (transport: 'udp' | 'tcp', dnsPort: number) =>
		send(
			{packet: 'dns', server: address, name: 'kubernetes.default.svc.cluster.local', transport},
			{dnsPort},
		);

	it('waits over UDP for the answer to its own question', async () => {
		const server = createSocket('udp4');
		server.bind(0, address);
		await once(server, 'listening');
		server.on('message', (query, {port}) => {
			const stranger = answerTo(query);
			stranger.writeUInt16BE(query.readUInt16BE(0) ^ 1, 0);
			server.send(stranger, port, address);
			server.send(answerTo(query), port, address);
		});
		expect(resultOf(await ask('udp', server.address().port))).toEqual({
			result: 'answered',
			milliseconds: expect.any(Number),
			answer: ['10.43.0.1'],
		});
		server.removeAllListeners('message');
		const lostOnce: Buffer[] = [];
		server.on('message', (query, {port}) => {
			lostOnce.push(query);
			if (lostOnce.length > 1) {
				server.send(answerTo(query), port, address);
			}
		});
		expect(resultOf(await ask('udp', server.address().port))).toMatchObject({result: 'answered'});
		server.removeAllListeners('message');
		expect(resultOf(await ask('udp', server.address().port))).toMatchObject({result: 'silent'});
		const {port} = server.address();
		server.close();
		await once(server, 'close');
		expect(resultOf(await ask('udp', port))).toMatchObject({result: 'reset'});
	});

	it('puts the answer over TCP together', async () => {
		const server = createServer(socket =>
			socket.once('data', data => {
				const reply = answerTo(data.subarray(2));
				const whole = Buffer.concat([Buffer.from([0, reply.length]), reply]);
				socket.write(whole.subarray(0, 1));
				setTimeout(() => socket.write(whole.subarray(1, 30)), 10);
				setTimeout(() => socket.end(whole.subarray(30)), 20);
			}),
		);
		expect(resultOf(await ask('tcp', await serve(server)))).toMatchObject({
			result: 'answered',
			answer: ['10.43.0.1'],
		});
	});

	it('tells over TCP who closes without a word', async () => {
		const port = await serve(createServer(socket => socket.once('data', () => socket.end())));
		expect(resultOf(await ask('tcp', port))).toMatchObject({result: 'reset'});
	});
});

describe('ping', () => {
	const header = 'PING 10.0.0.2 (10.0.0.2) 1472(1500) bytes of data.\n';
	const none =
		'\n--- 10.0.0.2 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms\n';
	const ping = async (ended: Partial<Ended>, to = '10.0.0.2') => {
		const run: (readonly string[])[] = [];
		const reply = await send(
			{packet: 'ping', address: to, size: 1472},
			{
				runTool: async argv => {
					run.push(argv);
					return {stdout: '', stderr: '', ...ended};
				},
			},
		);
		return {argv: run[0]?.join(' '), result: resultOf(reply)};
	};

	it('names the family, so that no other socket is opened', async () => {
		expect((await ping({exitCode: 0})).argv).toBe('ping -4 -n -c 1 -W 1 -M do -s 1472 10.0.0.2');
		expect((await ping({exitCode: 0}, '2001:db8::2')).argv).toBe(
			'ping -6 -n -c 1 -W 1 -M do -s 1472 2001:db8::2',
		);
	});

	it.each<readonly [string, Partial<Ended>, PacketResult]>([
		[
			'an answer',
			{exitCode: 0, stdout: `${header}1480 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.048 ms\n`},
			{result: 'answered', milliseconds: 0.048},
		],
		['silence', {exitCode: 1, stdout: `${header}${none}`}, {result: 'silent'}],
		[
			'a local limit',
			{exitCode: 1, stdout: `${header}${none}`, stderr: 'ping: local error: message too long, mtu=1450\n'},
			{result: 'too-big', detail: 'ping: local error: message too long, mtu=1450'},
		],
		[
			'a limit on the way',
			{exitCode: 1, stdout: `${header}From 10.0.0.9 icmp_seq=1 Frag needed and DF set (mtu = 1400)\n${none}`},
			{result: 'too-big', detail: 'From 10.0.0.9 icmp_seq=1 Frag needed and DF set (mtu = 1400)'},
		],
		[
			'a limit on the way in IPv6',
			{exitCode: 1, stdout: 'From 2001:db8::9 icmp_seq=1 Packet too big: mtu=1400\n'},
			{result: 'too-big', detail: 'From 2001:db8::9 icmp_seq=1 Packet too big: mtu=1400'},
		],
		[
			'nobody there',
			{exitCode: 1, stdout: `${header}From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n`},
			{result: 'unreachable', detail: 'From 10.0.0.1 icmp_seq=1 Destination Host Unreachable'},
		],
		[
			'no way there',
			{exitCode: 2, stderr: 'ping: connect: Network is unreachable\n'},
			{result: 'unreachable', detail: 'ping: connect: Network is unreachable'},
		],
	])('reads %s', async (_, ended, expected) => {
		expect((await ping(ended)).result).toEqual(expected);
	});

	it('gives no result when the tool does not know its options, or is not there', async () => {
		expect((await ping({exitCode: 1, stderr: "ping: invalid option -- 'M'\n"})).result).toMatchObject({
			status: 'unanswered',
			reason: 'exit-code',
			detail: "ping: exit code 1: ping: invalid option -- 'M'",
		});
		expect(await send({packet: 'ping', address, size: 56})).toMatchObject({reason: 'not-found'});
	});
});

describe('bounds', () => {
	it('sends nothing when passive', async () => {
		let connections = 0;
		const port = await serve(
			createServer(() => {
				connections += 1;
			}),
		);
		for (const packet of [
			{packet: 'tcp', address, port},
			{packet: 'tls', address, port},
			{packet: 'ping', address, size: 56},
			{packet: 'dns', server: address, name: 'a', transport: 'udp'},
		] as const) {
			const reply = await send(packet, {
				passive: true,
				runTool: () => Promise.reject(new Error('a tool was run')),
			});
			expect(reply).toMatchObject({status: 'unanswered', reason: 'passive'});
		}
		expect(connections).toBe(0);
	});

	it('sends so many and no more', async () => {
		const port = await serve(createServer());
		const sender = createPacketSender({runTool: noTool, packetLimit: 2});
		const request = {kind: 'packet', packet: 'tcp', address, port} as const;
		const replies = await Promise.all([sender(request), sender(request), sender(request)]);
		expect(replies.map(({status}) => status)).toEqual(['answered', 'answered', 'unanswered']);
	});
});
