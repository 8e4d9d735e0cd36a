// Stand-in for CoreDNS: answers the cluster's services from the lab's API objects, forwards everything else.
import {createSocket} from 'node:dgram';
import {readFileSync} from 'node:fs';
import {codes, isAddressQuery, makeAnswer, parseQuery} from './dns-message.js';
import {serveDns} from './dns-server.js';
import {becomeProgram, readJson, reportReady, serveTexts} from './stand-in.js';

becomeProgram();
const domain = 'cluster.local';
const upstream = /^nameserver (\S+)/m.exec(readFileSync('/etc/resolv.conf', 'utf8'))?.[1];

const addressOf = name =>
	readJson('/run/lab/api/services.json').find(
		({metadata}) => name === `${metadata.name}.${metadata.namespace}.svc.${domain}`,
	)?.spec.clusterIP;

const answerFromCluster = query => {
	const address = addressOf(query.name);
	if (address === undefined) {
		return makeAnswer(query, codes.noSuchName);
	}
	return makeAnswer(query, codes.noError, isAddressQuery(query) ? [address] : []);
};

const forward = (message, query) =>
	new Promise(resolve => {
		const socket = createSocket('udp4');
		const finish = reply => {
			clearTimeout(timer);
			socket.close();
			resolve(reply);
		};
		const timer = setTimeout(() => finish(makeAnswer(query, codes.serverFailure)), 2000);
		socket.on('message', finish);
		socket.on('error', () => finish(makeAnswer(query, codes.serverFailure)));
		socket.send(message, 53, upstream);
	});

await serveDns('::', message => {
	const query = parseQuery(message);
	return query.name.endsWith(domain) ? answerFromCluster(query) : forward(message, query);
});
await serveTexts(8080, '0.0.0.0', {'/health': 'OK'});
await serveTexts(8181, '0.0.0.0', {'/ready': 'OK'});
await serveTexts(9153, '0.0.0.0', {'/metrics': ''});
reportReady();
