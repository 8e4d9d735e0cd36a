import type {RequestOptions} from 'node:http';
import type {Reply, RequestOf} from '../core/request.ts';
import {locate, sharesNamespace} from './host-root.ts';
import {get} from './http-client.ts';
import type {Mounts} from './mounts.ts';
import {answered, unanswered, unansweredBy} from './replies.ts';

export interface HttpOptions {
	readonly hostRoot?: string | undefined;
	readonly mounts?: Mounts | undefined;
	readonly timeoutMs?: number | undefined;
	readonly byteLimit?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Cilium's health daemon tells a kilobyte about each node of the cluster. */
const mostBytes = 16 * 1024 ** 2;

/** GETs health endpoints; every HTTP status is an answer. */
export const createHttpReader =
	({hostRoot, mounts, timeoutMs = 2000, byteLimit = mostBytes, signal}: HttpOptions) =>
	async ({url, socket}: RequestOf<'http'>): Promise<Reply> => {
		if (socket === undefined && !(await sharesNamespace('net', hostRoot))) {
			return unanswered('dependency', `loopback is not that of the node under ${hostRoot}`);
		}
		const where = socket === undefined ? url : `${socket} ${url}`;
		try {
			const target = new URL(url);
			const connection =
				socket === undefined ? tcpTo(target) : {socketPath: await locate(socket, {hostRoot, mounts})};
			const {status, body} = await get(
				{
					...connection,
					path: `${target.pathname}${target.search}`,
					headers: {host: target.host, accept: '*/*'},
					agent: false,
				},
				{isSecure: target.protocol === 'https:', timeoutMs, byteLimit, signal},
			);
			return answered(body, {code: status});
		} catch (error) {
			return unansweredBy(error, where);
		}
	};

/** Names are not looked up: with IPv6 off, ::1 would only load its module. Loopback needs no proof of identity. */
const tcpTo = ({hostname, port, protocol}: URL): RequestOptions & {readonly rejectUnauthorized: false} => ({
	host: hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/^\[(.*)\]$/, '$1'),
	port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
	rejectUnauthorized: false,
});
