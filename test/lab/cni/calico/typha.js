// Stand-in for Typha: a listener that Felix would connect to, and health on loopback.
import {createServer} from 'node:net';
import {becomeProgram, listen, reportReady, serveTexts} from '../../stand-ins/stand-in.js';

becomeProgram();
await listen(
	createServer(socket => socket.on('error', () => {})),
	5473,
	'0.0.0.0',
);
await serveTexts(9098, '127.0.0.1', {'/readiness': '', '/liveness': ''});
reportReady();
