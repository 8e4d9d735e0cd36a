import {connect} from 'node:net';
import {connect as connectSecurely} from 'node:tls';
import type {PacketResult, Reply, RequestOf} from '../core/request.ts';
import type {RunTool} from './command.ts';
import {conversation} from './conversation.ts';
import {askOverTcp, askOverUdp} from './dns.ts';
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

/** Sends bounded test traffic. A reset is an answer; silence for one second, to two attempts, is reported as such. */
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
