// Stand-in for rke2. `server`: the supervisor's port. `agent SERVER`: the load balancers for API server and supervisor.
import {readFileSync} from 'node:fs';
import {createServer as createTlsServer} from 'node:https';
import {connect, createServer} from 'node:net';
import {pipeline} from 'node:stream';
import {becomeProgram, listen, reportReady} from './stand-in.js';

const [role, server] = becomeProgram();
const directory = '/var/lib/rancher/rke2/server/tls';

const supervise = () =>
	listen(
		createTlsServer(
			{
				cert: readFileSync(`${directory}/serving-kube-apiserver.crt`),
				key: readFileSync(`${directory}/serving-kube-apiserver.key`),
			},
			(request, response) => {
				const isPing = request.url === '/ping';
				response
					.writeHead(isPing ? 200 : 401, {'content-type': 'text/plain'})
					.end(isPing ? 'pong' : 'Unauthorized');
			},
		),
		9345,
		'0.0.0.0',
	);

const balance = (localPort, remotePort) =>
	listen(
		createServer(client => {
			const upstream = connect(remotePort, server);
			pipeline(client, upstream, () => upstream.destroy());
			pipeline(upstream, client, () => client.destroy());
		}),
		localPort,
		'127.0.0.1',
	);

await (role === 'server' ? supervise() : Promise.all([balance(6443, 6443), balance(6444, 9345)]));
reportReady();
