// Stand-in for cilium-agent: its API and that of its health daemon on unix sockets, and its health port. What it says
// lies in /run/lab/cilium, where faults change it; which nodes answer it really tries, by TCP on port 4240.
import {mkdirSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {connect} from 'node:net';
import {becomeProgram, readJson, reportReady, serveTexts} from '../../stand-ins/stand-in.js';

const [address] = becomeProgram();
const directory = '/run/lab/cilium';
const secondsAgo = seconds => new Date(Date.now() - seconds * 1000).toISOString();

const status = () => {
	const value = readJson(`${directory}/status.json`);
	return {
		...value,
		controllers: value.controllers.map(({status: counts, ...rest}) => ({
			...rest,
			status: {
				'last-failure-timestamp': '0001-01-01T00:00:00.000Z',
				'last-success-timestamp': secondsAgo(12),
				...counts,
			},
		})),
	};
};

const endpoints = () =>
	readJson(`${directory}/endpoints.json`).map(({status: {log, ...rest}, ...endpoint}) => ({
		...endpoint,
		status: {...rest, log: log.map(line => ({...line, timestamp: secondsAgo(3600)}))},
	}));

/** Whether port 4240 of an address answers within a part of a second; the error in the words of Go. */
const dial = host =>
	new Promise(resolve => {
		const end = text => {
			socket.destroy();
			resolve(text);
		};
		const socket = connect({host, port: 4240}, () => end(''));
		socket.on('error', ({code}) => end(code === 'ECONNREFUSED' ? 'connection refused' : 'no route to host'));
		socket.setTimeout(700, () => end('context deadline exceeded'));
	});

const pathStatus = (error, host) =>
	error === ''
		? {
				http: {latency: 600_000, lastProbed: secondsAgo(20)},
				icmp: {latency: 500_000, lastProbed: secondsAgo(20)},
				ip: host,
			}
		: {
				http: {lastProbed: secondsAgo(20), status: `Get "http://${host}:4240/hello": ${error}`},
				icmp: {lastProbed: secondsAgo(20), status: 'Connection timed out'},
				ip: host,
			};

const health = async () => {
	const {local, nodes} = readJson(`${directory}/health.json`);
	return {
		local: {name: local},
		nodes: await Promise.all(
			nodes.map(async ({name, host, endpoint}) => {
				const [ofHost, ofEndpoint] = await Promise.all([dial(host), dial(endpoint)]);
				return {
					'health-endpoint': {
						'primary-address': pathStatus(ofEndpoint, endpoint),
						'secondary-addresses': null,
					},
					host: {'primary-address': pathStatus(ofHost, host), 'secondary-addresses': null},
					name,
				};
			}),
		),
		probeInterval: '1m36.566274746s',
		timestamp: secondsAgo(20),
	};
};

const serveSocket = (path, answers) => {
	rmSync(path, {force: true});
	return new Promise((resolve, reject) => {
		createServer(async (request, response) => {
			const answer = answers[request.url];
			if (request.method !== 'GET' || answer === undefined) {
				response.writeHead(404).end();
				return;
			}
			response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(await answer()));
		})
			.on('error', reject)
			.listen(path, resolve);
	});
};

mkdirSync('/var/run/cilium', {recursive: true});
await serveSocket('/var/run/cilium/cilium.sock', {
	'/v1/healthz': status,
	'/v1/endpoint': endpoints,
	'/v1/cluster/nodes': () => readJson(`${directory}/nodes.json`),
	'/v1/config': () => readJson(`${directory}/config.json`),
});
await serveSocket('/var/run/cilium/health.sock', {'/v1beta/status': health});
await serveTexts(9879, '127.0.0.1', {
	'/healthz': () => ({status: status().cilium.state === 'Ok' ? 200 : 503, body: ''}),
});
await serveTexts(4240, address, {'/hello': ''});
reportReady();
