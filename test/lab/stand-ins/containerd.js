// Stand-in for containerd: only holds its socket, so that it can be found dead or missing.
import {mkdirSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {becomeProgram, reportReady} from './stand-in.js';

becomeProgram();
const socket = '/run/k3s/containerd/containerd.sock';
mkdirSync('/run/k3s/containerd', {recursive: true});
rmSync(socket, {force: true});
createServer(connection => connection.on('error', () => {}).end()).listen(socket, reportReady);
