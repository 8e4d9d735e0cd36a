// Stand-in for the kubelet: TLS on every address of both families with the node's serving certificate, health on loopback.
import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import {becomeProgram, listen, reportReady, serveTexts} from './stand-in.js';

becomeProgram();
const directory = '/var/lib/rancher/rke2/agent';
const server = createServer(
	{
		cert: readFileSync(`${directory}/serving-kubelet.crt`),
		key: readFileSync(`${directory}/serving-kubelet.key`),
		ca: readFileSync(`${directory}/client-ca.crt`),
		requestCert: true,
		rejectUnauthorized: false,
	},
	(request, response) => {
		const isAdmin = request.socket.authorized;
		response
			.writeHead(isAdmin ? 200 : 401, {'content-type': 'text/plain'})
			.end(isAdmin ? 'ok' : 'Unauthorized');
	},
);
// Go listens on both families for 0.0.0.0.
await listen(server, 10250, '::');
await serveTexts(10248, '127.0.0.1', {'/healthz': 'ok'});
reportReady();
