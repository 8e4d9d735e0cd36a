// Stand-in for the daemon of thick Multus: health on its socket. It attaches nothing.
import {mkdirSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {becomeProgram, reportReady} from '../../stand-ins/stand-in.js';

becomeProgram();
const socket = '/run/multus/multus.sock';
mkdirSync('/run/multus', {recursive: true});
rmSync(socket, {force: true});
createServer((request, response) => {
	const isHealth = ['/healthz', '/readyz'].includes(request.url);
	response.writeHead(isHealth ? 200 : 404).end(isHealth ? '' : '404 page not found\n');
}).listen(socket, reportReady);
