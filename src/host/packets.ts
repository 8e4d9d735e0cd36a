import {randomInt} from 'node:crypto';
import {createSocket} from 'node:dgram';
import {connect, isIPv6, type Socket} from 'node:net';
import {connect as connectSecurely} from 'node:tls';
import type {PacketResult, Reply, RequestOf} from '../core/request.ts';
import type {RunTool} from './command.ts';
import {dnsAnswer, dnsQuery} from './dns-message.ts';
import {sharesNamespace} from './host-root.ts';
import {pingArguments, pingResult} from './ping.ts';
import {answered, errnoOf, unanswered, unansweredBy} from './replies.ts';

export interface PacketOptions {
	readonly passive?: boolean | undefined;
	readonly hostRoot?: string | undefined;
	readonly timeoutMs?: number | undefined;
	/** Of one run: whatever a probe or a plugin asks, the network is not flooded. */
	readonly packetLimit?: number | undefined;
	readonly dnsPort?: number | undefined;
	readonly runTool: RunTool;
}

type PacketRequest = RequestOf<'packet'>;

/** Sends bounded test traffic. A reset is an answer; silence for one second is reported as such. */
export const createPacketSender = (options: PacketOptions) => {
	const {passive = false, hostRoot, packetLimit = 160} = options;
	let sent = 0;
	return async (request: PacketRequest): Promise<Reply> => {
		if (passive) {
			return unanswered('passive', 'nothing is sent with --passive');
		}
		if (!(await sharesNamespace('net', hostRoot))) {
			return unanswered('dependency', "would not be sent from the node's network namespace");
		}
		sent += 1;
		return sent > packetLimit
			? unanswered('refused', `more than ${packetLimit} packets in one run`)
			: send(request, options);
	};
};

const send = async (
	request: PacketRequest,
	{timeoutMs = 1000, dnsPort = 53, runTool}: PacketOptions,
): Promise<Reply> => {
	if (request.packet === 'ping') {
		const ended = await runTool(pingArguments(request));
		return 'status' in ended ? ended : pingResult(ended);
	}
	const started = performance.now();
	try {
		const {result, ...more} = await exchange(request, timeoutMs, dnsPort);
		const milliseconds = Math.round((performance.now() - started) * 10) / 10;
		const packet: PacketResult = {result, ...(result !== 'silent' && {milliseconds}), ...more};
		return answered(JSON.stringify(packet));
	} catch (error) {
		return unansweredBy(error, `${request.packet} ${'server' in request ? request.server : request.address}`);
	}
};

const exchange = (
	request: Exclude<PacketRequest, {readonly packet: 'ping'}>,
	timeoutMs: number,
	dnsPort: number,
): Promise<PacketResult> => {
	switch (request.packet) {
		case 'tcp':
			return connectOnly(request, timeoutMs);
		case 'tls':
			return shakeHands(request, timeoutMs);
		case 'dns':
			return request.transport === 'udp'
				? askOverUdp(request, timeoutMs, dnsPort)
				: askOverTcp(request, timeoutMs, dnsPort);
	}
};

type Destination = {readonly address: string; readonly port: number};
type Question = {readonly server: string; readonly name: string};

/** What an error says about the way; anything else is no result but a failure to send. */
const resultOf = (error: unknown): PacketResult => {
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
const conversation = (
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

const connectOnly = ({address, port}: Destination, timeoutMs: number): Promise<PacketResult> =>
	conversation(
		settle => connect({host: address, port}, () => settle({result: 'answered'})),
		timeoutMs,
		() => `no answer to the connection request within ${timeoutMs} ms`,
	);

/** Whose certificate it is does not matter: a handshake that completes proves that payload passes both ways. */
const shakeHands = ({address, port}: Destination, timeoutMs: number): Promise<PacketResult> =>
	conversation(
		settle => {
			const socket = connectSecurely({host: address, port, rejectUnauthorized: false}, () =>
				settle({result: 'answered'}),
			);
			// An alert came from the other side: payload passed.
			socket.prependListener('error', error => {
				if (errnoOf(error)?.startsWith('ERR_SSL') === true) {
					settle({result: 'answered', detail: error.message});
				}
			});
			return socket;
		},
		timeoutMs,
		socket =>
			socket.connecting
				? `no answer to the connection request within ${timeoutMs} ms`
				: `connected, but no complete TLS handshake within ${timeoutMs} ms`,
	);

const askOverTcp = ({server, name}: Question, timeoutMs: number, port: number): Promise<PacketResult> =>
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

const askOverUdp = ({server, name}: Question, timeoutMs: number, port: number): Promise<PacketResult> =>
	new Promise((resolve, reject) => {
		const query = dnsQuery(randomInt(0x10000), name);
		const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
		const settle = (result: PacketResult): void => {
			clearTimeout(timer);
			socket.close();
			resolve(result);
		};
		const fail = (error: unknown): void => {
			try {
				settle(resultOf(error));
			} catch {
				clearTimeout(timer);
				reject(error);
			}
		};
		const timer = setTimeout(
			() => settle({result: 'silent', detail: `no answer within ${timeoutMs} ms`}),
			timeoutMs,
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
			} else {
				fail(error);
			}
		});
	});
