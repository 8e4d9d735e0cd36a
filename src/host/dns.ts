import {randomInt} from 'node:crypto';
import {createSocket} from 'node:dgram';
import {connect, isIPv6} from 'node:net';
import type {PacketResult} from '../core/request.ts';
import {afterAwake} from './awake-timer.ts';
import {conversation, resultOf, secondAttempt} from './conversation.ts';
import {dnsAnswer, dnsQuery} from './dns-message.ts';

type Question = {readonly server: string; readonly name: string};

export const askOverTcp = (
	{server, name}: Question,
	timeoutMs: number,
	port: number,
): Promise<PacketResult> =>
	conversation(
		settle => {
			const query = dnsQuery(randomInt(0x10000), name);
			const length = Buffer.alloc(2);
			length.writeUInt16BE(query.length);
			let received = Buffer.alloc(0);
			const socket = connect({host: server, port}, () => socket.write(Buffer.concat([length, query])));
			socket.on('data', chunk => {
				received = Buffer.concat([received, chunk]);
				const answer = received.length > 2 ? dnsAnswer(received.subarray(2), query) : undefined;
				const isWhole = received.length > 2 && received.length >= 2 + received.readUInt16BE(0);
				if (isWhole) {
					settle({
						result: 'answered',
						...(answer === undefined ? {detail: 'not an answer to this query'} : {answer}),
					});
				}
			});
			socket.on('end', () => settle({result: 'reset', detail: 'closed without an answer'}));
			return socket;
		},
		timeoutMs,
		() => `no answer within ${timeoutMs} ms`,
	);

export const askOverUdp = (
	{server, name}: Question,
	timeoutMs: number,
	port: number,
): Promise<PacketResult> =>
	new Promise((resolve, reject) => {
		const query = dnsQuery(randomInt(0x10000), name);
		const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
		let again: NodeJS.Timeout | undefined;
		const clear = (): void => {
			clearTimeout(again);
			cancel();
		};
		const settle = (result: PacketResult): void => {
			clear();
			socket.close();
			resolve(result);
		};
		const fail = (error: unknown): void => {
			try {
				settle(resultOf(error));
			} catch {
				clear();
				reject(error);
			}
		};
		const cancel = afterAwake(timeoutMs, () =>
			settle({result: 'silent', detail: `no answer within ${timeoutMs} ms`}),
		);
		socket.on('error', fail);
		socket.on('message', message => {
			const answer = dnsAnswer(message, query);
			// Somebody else's answer, or none at all: go on waiting for ours.
			if (answer !== undefined) {
				settle({result: 'answered', answer});
			}
		});
		// Connected, so that an ICMP port unreachable comes back as ECONNREFUSED.
		socket.connect(port, server, (error?: Error) => {
			if (error === undefined || error === null) {
				socket.send(query);
				again = setTimeout(() => socket.send(query), timeoutMs * secondAttempt);
			} else {
				fail(error);
			}
		});
	});
