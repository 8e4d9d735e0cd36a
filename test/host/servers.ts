import {once} from 'node:events';
import type {AddressInfo, Server, Socket} from 'node:net';

const connections = new WeakMap<Server, Set<Socket>>();

/** Starts a server on loopback, or on a path, and tells its port. */
export const listen = async (server: Server, path?: string): Promise<number> => {
	const sockets = new Set<Socket>();
	connections.set(server, sockets);
	server.on('connection', (socket: Socket) => sockets.add(socket));
	server.listen(path === undefined ? {host: '127.0.0.1', port: 0} : {path});
	await once(server, 'listening');
	return path === undefined ? (server.address() as AddressInfo).port : 0;
};

/** Ends it with all of its connections. */
export const close = (server: Server): Promise<void> =>
	new Promise(resolve => {
		for (const socket of connections.get(server) ?? []) {
			socket.destroy();
		}
		server.close(() => resolve());
	});
