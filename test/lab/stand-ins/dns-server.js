import {createSocket} from 'node:dgram';
import {createServer} from 'node:net';
import {listen} from './stand-in.js';

/** Serves DNS over UDP and TCP; `answer` takes the query's bytes and resolves to the answer's, or to nothing. */
export const serveDns = async (host, answer) => {
	const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
	socket.on('message', async (message, {port, address}) => {
		const reply = await answer(message);
		if (reply !== undefined) {
			socket.send(reply, port, address);
		}
	});
	await new Promise(resolve => {
		socket.bind(53, host, resolve);
	});
	const server = createServer(connection => {
		let received = Buffer.alloc(0);
		connection.on('error', () => {});
		connection.on('data', async chunk => {
			received = Buffer.concat([received, chunk]);
			if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) {
				return;
			}
			const reply = await answer(received.subarray(2));
			if (reply === undefined) {
				connection.end();
				return;
			}
			const length = Buffer.alloc(2);
			length.writeUInt16BE(reply.length, 0);
			connection.end(Buffer.concat([length, reply]));
		});
	});
	await listen(server, 53, host);
};
