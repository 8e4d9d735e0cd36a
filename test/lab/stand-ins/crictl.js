// Stand-in for crictl: asks the containerd stand-in's socket for life, then answers from the lab's list.
import {readFileSync} from 'node:fs';
import {connect} from 'node:net';
import {parseArgs} from 'node:util';
import {asItIs} from './container-life.js';
import {containerJson, criInfo, inspectContainer, inspectSandbox, sandboxJson} from './cri-answers.js';
import {readJson} from './stand-in.js';

const socketPath = '/run/k3s/containerd/containerd.sock';

const fatal = text => {
	const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
	process.stderr.write(`time="${time}" level=fatal msg=${JSON.stringify(text)}\n`);
	process.exit(1);
};

const errorTexts = {
	ENOENT: 'no such file or directory',
	ECONNREFUSED: 'connection refused',
	EACCES: 'permission denied',
};

const refuse = (code, description) =>
	fatal(
		`validate service connection: validate CRI v1 runtime API for endpoint "unix://${socketPath}": rpc error: code = ${code} desc = ${description}`,
	);

/** The kernel accepts for a containerd that hangs, too: only the end that the stand-in sends is an answer. */
const dial = milliseconds =>
	new Promise(resolve => {
		const connection = connect(socketPath);
		connection.setTimeout(milliseconds, () => refuse('DeadlineExceeded', 'context deadline exceeded'));
		connection.on('end', () => resolve(connection.destroy())).resume();
		connection.on('error', ({code}) =>
			refuse(
				'Unavailable',
				`connection error: desc = "transport: Error while dialing: dial unix ${socketPath}: connect: ${errorTexts[code] ?? code}"`,
			),
		);
	});

/** Go's form, as far as callers use it: `10s`, `500ms`; crictl's own is two seconds. */
const millisecondsOf = (text = '2s') => Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000);

const {values, positionals} = parseArgs({
	allowPositionals: true,
	options: {
		config: {type: 'string', short: 'c'},
		'runtime-endpoint': {type: 'string', short: 'r'},
		'image-endpoint': {type: 'string', short: 'i'},
		timeout: {type: 'string', short: 't'},
		output: {type: 'string', short: 'o'},
		all: {type: 'boolean', short: 'a'},
		label: {type: 'string', multiple: true},
		name: {type: 'string'},
		namespace: {type: 'string'},
		pod: {type: 'string', short: 'p'},
		state: {type: 'string', short: 's'},
		tail: {type: 'string'},
		version: {type: 'boolean', short: 'v'},
	},
});

if (values.version) {
	process.stdout.write('crictl version v1.35.0\n');
	process.exit(0);
}

const print = value => process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
const isWanted = item =>
	(values.label ?? []).every(pair => item.labels[pair.split('=')[0]] === pair.split('=')[1]) &&
	new RegExp(values.name ?? '').test(item.name) &&
	(values.namespace ?? item.namespace) === item.namespace &&
	(item.sandboxId ?? '').startsWith(values.pod ?? '') &&
	item.state.toLowerCase().endsWith((values.state ?? '').toLowerCase());

const [verb, id = ''] = positionals;
await dial(millisecondsOf(values.timeout));
const {sandboxes, containers: told} = readJson('/run/lab/cri.json');
const containers = told.map(asItIs);
const found = list =>
	list.find(item => id !== '' && item.id.startsWith(id)) ??
	fatal(`rpc error: code = NotFound desc = an error occurred when try to find "${id}": not found`);

const verbs = {
	pods: () => print({items: sandboxes.filter(isWanted).map(sandboxJson)}),
	ps: () =>
		print({
			containers: containers
				.filter(({state}) => values.all || values.state !== undefined || state === 'CONTAINER_RUNNING')
				.filter(isWanted)
				.map(containerJson),
		}),
	inspect: () => print(inspectContainer(found(containers))),
	inspectp: () => print(inspectSandbox(found(sandboxes))),
	info: () => print(criInfo()),
	version: () =>
		process.stdout.write(
			'Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v2.2.2-k3s1\nRuntimeApiVersion:  v1\n',
		),
	logs: () => {
		const lines = readFileSync(found(containers).logPath, 'utf8').split('\n').slice(0, -1);
		const wanted = values.tail === undefined ? lines : lines.slice(-Number(values.tail));
		for (const line of wanted) {
			const [, stream, , ...text] = line.split(' ');
			process[stream === 'stderr' ? 'stderr' : 'stdout'].write(`${text.join(' ')}\n`);
		}
	},
};

if (verbs[verb] === undefined) {
	fatal(`the lab's stand-in for crictl expected ${Object.keys(verbs).join(', ')}, got ${verb}`);
}
verbs[verb]();
