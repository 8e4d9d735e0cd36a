// Asks API servers of this node the same: reads `{ports, questions: [{client, path}]}`, prints a list of answers for each.
import {readFileSync} from 'node:fs';
import {Agent, request} from 'node:https';

const agentDirectory = '/var/lib/rancher/rke2/agent';
const directoryOf = client =>
	client === 'client-admin' ? '/var/lib/rancher/rke2/server/tls' : agentDirectory;

const agents = new Map();
const agentOf = client => {
	const base = `${directoryOf(client)}/${client}`;
	const agent =
		agents.get(client) ??
		new Agent({
			keepAlive: true,
			maxSockets: 4,
			ca: readFileSync(`${agentDirectory}/server-ca.crt`),
			cert: readFileSync(`${base}.crt`),
			key: readFileSync(`${base}.key`),
		});
	agents.set(client, agent);
	return agent;
};

const namesIn = ({items}) =>
	items?.map(({metadata: {namespace, name}}) => [namespace, name].filter(Boolean).join('/')).sort();

/** What of an answer can be compared: status, why it was refused, and the names of the objects. */
const summarize = (status, text) => {
	try {
		const body = JSON.parse(text);
		return {status, message: body.status === 'Failure' ? body.message : undefined, names: namesIn(body)};
	} catch {
		return {status, message: status === 200 ? undefined : text.trim()};
	}
};

const ask = (port, {client, path}) =>
	new Promise((resolve, reject) => {
		request(`https://127.0.0.1:${port}${path}`, {agent: agentOf(client)}, response => {
			const chunks = [];
			response.on('data', chunk => chunks.push(chunk));
			response.on('end', () => resolve(summarize(response.statusCode, Buffer.concat(chunks).toString())));
		})
			.on('error', reject)
			.end();
	});

const {ports, questions} = JSON.parse(readFileSync(0, 'utf8'));
const answers = await Promise.all(
	questions.map(question => Promise.all(ports.map(port => ask(port, question)))),
);
for (const agent of agents.values()) {
	agent.destroy();
}
console.log(JSON.stringify(answers));
