import {mkdir, mkdtemp, readlink, rm, symlink, writeFile} from 'node:fs/promises';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {TLSSocket} from 'node:tls';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {createKubernetesReader, type KubernetesOptions} from '../../src/host/kubernetes.ts';
import {type Certificates, makeCertificates} from './certificates.ts';
import {close, listen} from './servers.ts';

/** A node that lies in a directory, next to an API server that asks for client certificates as RKE2's does. */
let directory: string;
let root: string;
let certificates: Certificates;
let server: Server;
let expired: Server;
let port: number;
let asked: string[] = [];

const userOf = (request: IncomingMessage): string | undefined => {
	const socket = request.socket as TLSSocket;
	const {subject} = socket.getPeerCertificate();
	return socket.authorized ? String(subject?.CN) : undefined;
};

const nodes = Array.from({length: 1201}, (_, index) => ({
	metadata: {name: `n${index}`, managedFields: ['large'], annotations: {'a/b': String(index)}},
	status: {images: ['larger']},
}));

const answer = (request: IncomingMessage, response: ServerResponse): void => {
	const url = new URL(request.url ?? '/', 'https://api');
	const user = userOf(request);
	asked.push(`${user} ${request.method} ${decodeURIComponent(request.url ?? '')}`);
	const send = (status: number, value: unknown): void => {
		const body = gzipSync(typeof value === 'string' ? value : JSON.stringify(value));
		response.writeHead(status, {'content-encoding': 'gzip'}).end(body);
	};
	const deny = (status: number, message: string): void => send(status, {kind: 'Status', message});
	if (user === undefined) {
		deny(401, 'Unauthorized');
		return;
	}
	switch (url.pathname) {
		case '/readyz':
			send(200, 'ok');
			return;
		case '/api/v1/nodes': {
			if (user === 'system:rke2-controller') {
				deny(403, 'nodes is forbidden: User "system:rke2-controller" cannot list resource "nodes"');
				return;
			}
			const limit = Number(url.searchParams.get('limit') ?? nodes.length);
			const start = Number(url.searchParams.get('continue')?.replace('token=', '') ?? 0);
			const isMore = start + limit < nodes.length;
			const metadata = isMore ? {continue: `token=${start + limit}`} : {};
			send(200, {kind: 'NodeList', metadata, items: nodes.slice(start, start + limit)});
			return;
		}
		case '/api/v1/nodes/n7':
			send(200, {kind: 'Node', ...nodes[7]});
			return;
		case '/apis/helm.cattle.io/v1/namespaces/kube-system/helmcharts':
			if (user === 'system:rke2-controller') {
				send(200, {items: []});
			} else {
				deny(403, 'helmcharts is forbidden');
			}
			return;
		case '/api/v1/services':
			// Never answered.
			return;
		case '/apis/cilium.io/v2/ciliumnodes':
			send(200, '{"items": [');
			return;
		case '/apis/k8s.cni.cncf.io/v1/network-attachment-definitions':
			send(500, 'boom\nmore');
			return;
		default:
			deny(404, 'the server could not find the requested resource');
	}
};

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'netdoctor-'));
	certificates = makeCertificates(directory);
	const {ca, pem} = certificates;
	const start = (name: string): Server =>
		createServer(
			{ca, cert: pem(`${name}.crt`), key: pem(`${name}.key`), requestCert: true, rejectUnauthorized: false},
			answer,
		);
	server = start('server');
	expired = start('expired');
	port = await listen(server);
});
afterAll(async () => {
	await Promise.all([close(server), ...(expired.listening ? [close(expired)] : [])]);
	await rm(directory, {recursive: true});
});

const put = async (path: string, text: string): Promise<void> => {
	await mkdir(dirname(join(root, path)), {recursive: true});
	await writeFile(join(root, path), text);
};

interface Config {
	readonly user?: string;
	readonly ca?: string;
	readonly at?: number;
	readonly server?: string;
}
/** With files beside it, as RKE2 writes those of the agent. */
const putKubeconfig = async (
	path: string,
	{user = 'system:admin', ca = 'ca', at = port, server: url}: Config,
) => {
	const files = `${path}.d`;
	await put(`${files}/ca.crt`, certificates.pem(`${ca}.crt`));
	await put(`${files}/client.crt`, certificates.pem(`${user}.crt`));
	await put(`${files}/client.key`, certificates.pem(`${user}.key`));
	const lines = [
		'apiVersion: v1',
		`clusters: [{name: local, cluster: {server: "${url ?? `https://127.0.0.1:${at}`}", certificate-authority: ${files}/ca.crt}}]`,
		'contexts: [{name: Default, context: {cluster: local, user: user, namespace: default}}]',
		'current-context: Default',
		'kind: Config',
		`users: [{name: user, user: {client-certificate: ${files}/client.crt, client-key: ${files}/client.key}}]`,
	];
	await put(path, lines.join('\n'));
};
const admin = '/etc/rancher/rke2/rke2.yaml';
const kubeproxy = '/data/agent/kubeproxy.kubeconfig';
const controller = '/data/agent/rke2controller.kubeconfig';

beforeEach(async () => {
	asked = [];
	root = await mkdtemp(join(directory, 'root-'));
	await mkdir(join(root, 'proc/1/ns'), {recursive: true});
	await symlink(await readlink('/proc/self/ns/net'), join(root, 'proc/1/ns/net'));
});

const read = (path: string, select: readonly string[] = [], options: Partial<KubernetesOptions> = {}) =>
	createKubernetesReader({dataDirectory: async () => '/data', hostRoot: root, timeoutMs: 1000, ...options})({
		kind: 'api',
		path,
		select,
	});
const itemsOf = (reply: Reply): readonly unknown[] =>
	reply.status === 'answered' ? (JSON.parse(reply.body) as {items: unknown[]}).items : [];

describe('what is read', () => {
	beforeEach(() => putKubeconfig(admin, {}));

	it('gives text as it is', async () => {
		expect(await read('/readyz')).toEqual({status: 'answered', body: 'ok'});
		expect(asked).toEqual(['system:admin GET /readyz']);
	});

	it('follows a list page by page and keeps the selected fields', async () => {
		const reply = await read('/api/v1/nodes', ['metadata.name', 'metadata.annotations["a/b"]']);
		expect(reply.status === 'answered' && Object.keys(JSON.parse(reply.body) as object)).toEqual(['items']);
		const items = itemsOf(reply);
		expect(items).toHaveLength(1201);
		expect(items.at(-1)).toEqual({metadata: {name: 'n1200', annotations: {'a/b': '1200'}}});
		expect(asked.map(line => line.split('/nodes')[1])).toEqual([
			'?limit=500',
			'?limit=500&continue=token=500',
			'?limit=500&continue=token=1000',
		]);
	});

	it('leaves a list from the cache in one piece', async () => {
		expect(itemsOf(await read('/api/v1/nodes?resourceVersion=0', ['metadata.name']))).toHaveLength(1201);
		expect(asked).toEqual(['system:admin GET /api/v1/nodes?resourceVersion=0']);
	});

	it('gives one object, and an empty list', async () => {
		expect(await read('/api/v1/nodes/n7', ['metadata.name'])).toEqual({
			status: 'answered',
			body: '{"metadata":{"name":"n7"}}',
		});
		await putKubeconfig(admin, {user: 'system:rke2-controller'});
		expect(
			await read('/apis/helm.cattle.io/v1/namespaces/kube-system/helmcharts', ['metadata.name']),
		).toEqual({
			status: 'answered',
			body: '{"items":[]}',
		});
	});

	it.each([
		['/apis/none.io/v1/things', 'not-found', /HTTP 404 the server could not find/],
		['/apis/k8s.cni.cncf.io/v1/network-attachment-definitions', 'refused', /HTTP 500 boom$/],
		['/apis/cilium.io/v2/ciliumnodes', 'unparseable', /expected a JSON object/],
		['/api/v1/services', 'timed-out', /no complete answer within 300 ms/],
	])('says why %s gives nothing', async (path, reason, detail) => {
		expect(await read(path, ['metadata.name'], {timeoutMs: 300})).toMatchObject({
			status: 'unanswered',
			reason,
			detail: expect.stringMatching(detail),
		});
	});

	it('stops at too large a page', async () => {
		expect(await read('/api/v1/nodes', ['metadata.name'], {byteLimit: 10_000})).toMatchObject({
			reason: 'too-large',
		});
	});

	it('names the address when nobody listens', async () => {
		await putKubeconfig(admin, {at: 1});
		expect(await read('/readyz')).toMatchObject({
			reason: 'refused',
			detail: '127.0.0.1:1/readyz: connection refused',
		});
	});

	it('says what is wrong with the certificate of the server', async () => {
		await putKubeconfig(admin, {ca: 'other-ca'});
		expect(await read('/readyz', [], {role: async () => 'server'})).toMatchObject({
			reason: 'refused',
			detail: expect.stringMatching(/^TLS with the API server at 127\.0\.0\.1:\d+: .* \(\w*CERT\w*\)$/),
		});
		await putKubeconfig(admin, {at: await listen(expired)});
		expect(await read('/readyz')).toMatchObject({
			reason: 'refused',
			detail: expect.stringContaining('CERT_HAS_EXPIRED'),
		});
	});

	it('reaches a server in brackets, as Calico wrote them', async () => {
		await putKubeconfig(admin, {server: `https://[127.0.0.1]:${port}`});
		expect(await read('/readyz')).toMatchObject({body: 'ok'});
	});
});

describe('whose identity is used', () => {
	const list = ['/apis/helm.cattle.io/v1/namespaces/kube-system/helmcharts', ['metadata.name']] as const;

	it("is an agent's by what it may read", async () => {
		await putKubeconfig(kubeproxy, {user: 'system:kube-proxy'});
		await putKubeconfig(controller, {user: 'system:rke2-controller'});
		await read('/api/v1/nodes?resourceVersion=0', ['metadata.name']);
		await read(...list);
		expect(asked).toEqual([
			'system:kube-proxy GET /api/v1/nodes?resourceVersion=0',
			`system:rke2-controller GET ${list[0]}?limit=500`,
		]);
	});

	it('is never the stale one of a server that became an agent', async () => {
		await putKubeconfig(admin, {user: 'stale'});
		await putKubeconfig(controller, {user: 'system:rke2-controller'});
		expect(await read(...list, {role: async () => 'agent'})).toMatchObject({body: '{"items":[]}'});
		expect(asked).toHaveLength(1);
		// Not knowing the role, it is tried, refused, and passed over.
		expect(await read(...list)).toMatchObject({body: '{"items":[]}'});
		expect(asked.map(line => line.split(' ')[0])).toEqual([
			'system:rke2-controller',
			'undefined',
			'system:rke2-controller',
		]);
	});

	it('asks for a server where an agent may not look', async () => {
		await putKubeconfig(kubeproxy, {user: 'system:kube-proxy'});
		const denied = {
			status: 'unanswered',
			reason: 'denied',
			detail: "this node's identities may not read it; ask a server",
		};
		expect(
			await read('/apis/crd.projectcalico.org/v1/ippools', ['spec'], {role: async () => 'agent'}),
		).toEqual(denied);
		expect(await read('/apis/crd.projectcalico.org/v1/ippools', ['spec'])).toEqual(denied);
		expect(asked).toEqual([]);
	});

	it('tells a refusal', async () => {
		await putKubeconfig(controller, {user: 'system:kube-proxy'});
		expect(await read(...list)).toMatchObject({
			reason: 'denied',
			code: 403,
			detail: expect.stringContaining('forbidden'),
		});
	});

	it('tells that there is none, or a broken one', async () => {
		expect(await read('/readyz')).toMatchObject({
			reason: 'not-found',
			detail: expect.stringContaining('/data/agent/kubelet.kubeconfig'),
		});
		await put(admin, 'clusters: [');
		expect(await read('/readyz')).toMatchObject({
			reason: 'unparseable',
			detail: expect.stringContaining(admin),
		});
		await put(admin, 'clusters: [{name: a, cluster: {server: "http://127.0.0.1"}}]');
		expect(await read('/readyz')).toMatchObject({reason: 'unparseable'});
	});

	it('is not the one that KUBECONFIG names', async () => {
		await putKubeconfig('/mine', {});
		process.env.KUBECONFIG = join(root, 'mine');
		expect(await read('/readyz')).toMatchObject({reason: 'not-found'});
		delete process.env.KUBECONFIG;
		expect(asked).toEqual([]);
	});
});
