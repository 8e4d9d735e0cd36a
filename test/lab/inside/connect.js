// Tries connections from inside a node: reads `{name: attempt}` as JSON, prints `{name: true | "why not"}`.
import {createSocket} from 'node:dgram';
import {readFileSync} from 'node:fs';
import {request} from 'node:https';
import {connect} from 'node:tls';

const timeout = 1000;

/** A completed handshake: payload passed both ways. */
const tls = ({address, port}) =>
	new Promise((resolve, reject) => {
		const socket = connect({host: address, port, rejectUnauthorized: false, timeout}, () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('timeout', () => socket.destroy(new Error('timed out')));
		socket.on('error', reject);
	});

const query = name =>
	Buffer.concat([
		Buffer.from([0x4c, 0x41, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
		...name.split('.').map(label => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
		Buffer.from([0, 0, 1, 0, 1]),
	]);

const dns = ({server, name}) =>
	new Promise((resolve, reject) => {
		const socket = createSocket('udp4');
		const timer = setTimeout(() => {
			socket.close();
			reject(new Error('timed out'));
		}, timeout);
		socket.on('error', reject);
		socket.on('message', reply => {
			clearTimeout(timer);
			socket.close();
			resolve(reply.readUInt16BE(6) > 0 || `response code ${reply[3] & 15}`);
		});
		socket.send(query(name), 53, server);
	});

const directory = '/var/lib/rancher/rke2/agent';

/** GET with a certificate of the node; the server's certificate is verified. */
const api = ({url, client, status}) =>
	new Promise((resolve, reject) => {
		const options = {
			ca: readFileSync(`${directory}/server-ca.crt`),
			cert: readFileSync(`${directory}/${client}.crt`),
			key: readFileSync(`${directory}/${client}.key`),
			timeout,
		};
		request(url, options, response => {
			response.resume();
			resolve(response.statusCode === status || `expected status ${status}, got ${response.statusCode}`);
		})
			.on('timeout', function () {
				this.destroy(new Error('timed out'));
			})
			.on('error', reject)
			.end();
	});

const kinds = {tls, dns, api};
const attempts = Object.entries(JSON.parse(readFileSync(0, 'utf8'))).map(async ([name, attempt]) => [
	name,
	await kinds[attempt.kind](attempt).catch(error => error.message),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(attempts))));
