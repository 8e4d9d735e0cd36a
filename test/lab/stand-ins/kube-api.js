// Stand-in for kube-apiserver (VERSION [PORT]): reads the lab's objects at each request and enforces what each identity may read.
import {existsSync, readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import {gzipSync} from 'node:zlib';
import {refusalOf} from './kube-rbac.js';
import {discoveryOf, locate} from './kube-resources.js';
import {becomeProgram, listen, readJson, reportReady} from './stand-in.js';

const [version, port = '6443'] = becomeProgram();
const tls = '/var/lib/rancher/rke2/server/tls';
const resourceVersion = '4711';

const objectsOf = file => {
	const path = `/run/lab/api/${file}.json`;
	return existsSync(path) ? readJson(path) : [];
};

const failure = (code, reason, message) => ({
	code,
	body: {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code},
});

const fieldOf = (object, path) => path.split('.').reduce((value, key) => value?.[key], object);

const pairsOf = text =>
	(text ?? '')
		.split(',')
		.filter(part => part !== '')
		.map(part => part.split(/==?/));

/** `key=value`, or `key` alone for its presence. */
const matchesLabels = ({metadata}, pairs) =>
	pairs.every(([key, value]) =>
		value === undefined ? key in (metadata.labels ?? {}) : metadata.labels?.[key] === value,
	);

const matchesFields = (object, pairs) =>
	pairs.every(([path, value]) => String(fieldOf(object, path) ?? '') === value);

const apiVersionOf = ({group, version: resourceApi}) =>
	group === '' ? resourceApi : `${group}/${resourceApi}`;

/** `limit` and `continue`; with resourceVersion=0 the API server answers from its cache and ignores the limit. */
const paginate = (items, query) => {
	const start = Number(Buffer.from(query.get('continue') ?? '', 'base64url').toString() || 0);
	const limit = query.get('resourceVersion') === '0' ? 0 : Number(query.get('limit') ?? 0);
	const end = limit === 0 ? items.length : start + limit;
	const left = Math.max(0, items.length - end);
	return {
		page: items.slice(start, end),
		metadata: {
			resourceVersion,
			...(left > 0 && {continue: Buffer.from(String(end)).toString('base64url'), remainingItemCount: left}),
		},
	};
};

const answerList = ({resource, namespace}, query) => {
	const [labels, fields] = [pairsOf(query.get('labelSelector')), pairsOf(query.get('fieldSelector'))];
	const items = objectsOf(resource.file)
		.filter(({metadata}) => namespace === undefined || metadata.namespace === namespace)
		.filter(object => matchesLabels(object, labels) && matchesFields(object, fields));
	const {page, metadata} = paginate(items, query);
	return {
		code: 200,
		body: {kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata, items: page},
	};
};

const answerObject = ({resource, namespace, name}) => {
	const found = objectsOf(resource.file).find(
		({metadata}) => metadata.name === name && metadata.namespace === namespace,
	);
	return found === undefined
		? failure(
				404,
				'NotFound',
				`${resource.plural}${resource.group === '' ? '' : `.${resource.group}`} "${name}" not found`,
			)
		: {code: 200, body: {kind: resource.kind, apiVersion: apiVersionOf(resource), ...found}};
};

const checks = [
	'ping',
	'log',
	'etcd',
	'etcd-readiness',
	'informer-sync',
	'poststarthook/rbac/bootstrap-roles',
	'shutdown',
];

const answerHealth = (path, query) => ({
	code: 200,
	body: query.has('verbose')
		? `${checks.map(name => `[+]${name} ok\n`).join('')}${path.slice(1)} check passed\n`
		: 'ok',
});

const answerVersion = () => {
	const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version);
	return {code: 200, body: {major, minor, gitVersion: version, platform: 'linux/amd64'}};
};

const identityOf = socket => {
	const subject = socket.authorized ? socket.getPeerCertificate().subject : undefined;
	return subject === undefined
		? undefined
		: {user: subject.CN, groups: [subject.O ?? []].flat().concat('system:authenticated')};
};

const answer = (request, url) => {
	const path = url.pathname.replace(/(.)\/$/, '$1');
	const identity = identityOf(request.socket);
	if (identity === undefined) {
		return failure(401, 'Unauthorized', 'Unauthorized');
	}
	if (request.method !== 'GET') {
		return failure(405, 'MethodNotAllowed', 'the stand-in of the lab answers GET only');
	}
	if (/^\/(healthz|livez|readyz)$/.test(path)) {
		return answerHealth(path, url.searchParams);
	}
	if (path === '/version') {
		return answerVersion();
	}
	const discovery = discoveryOf(path);
	if (discovery !== undefined) {
		return {code: 200, body: discovery};
	}
	const located = locate(path);
	if (located === undefined) {
		return {code: 404, body: '404 page not found\n'};
	}
	const verb = located.name === undefined ? 'list' : 'get';
	const fields = Object.fromEntries(pairsOf(url.searchParams.get('fieldSelector')));
	const refusal = refusalOf(identity, {...located, verb, fields}, objectsOf('pods'));
	if (refusal !== undefined) {
		return failure(403, 'Forbidden', refusal);
	}
	if (!located.exists) {
		return {code: 404, body: '404 page not found\n'};
	}
	return verb === 'list' ? answerList(located, url.searchParams) : answerObject(located);
};

const server = createServer(
	{
		cert: readFileSync(`${tls}/serving-kube-apiserver.crt`),
		key: readFileSync(`${tls}/serving-kube-apiserver.key`),
		ca: readFileSync(`${tls}/client-ca.crt`),
		requestCert: true,
		rejectUnauthorized: false,
	},
	(request, response) => {
		const {code, body} = answer(request, new URL(request.url, 'https://lab'));
		const isText = typeof body === 'string';
		const bytes = Buffer.from(isText ? body : `${JSON.stringify(body)}\n`);
		const isZipped = bytes.length > 1024 && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
		response
			.writeHead(code, {
				'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
				...(isZipped && {'content-encoding': 'gzip'}),
			})
			.end(isZipped ? gzipSync(bytes) : bytes);
	},
);
await listen(server, Number(port), '0.0.0.0');
reportReady();
