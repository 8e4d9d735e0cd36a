import {readFile} from 'node:fs/promises';
import {Agent} from 'node:https';
import type {Role} from '../core/environment.ts';
import {onlyOnServers} from '../core/evidence.ts';
import type {Reply, RequestOf} from '../core/request.ts';
import {type PemSource, parseKubeconfig} from '../parsers/kubeconfig.ts';
import {locate, sharesNamespace} from './host-root.ts';
import {get, type Response} from './http-client.ts';
import {kubeconfigsFor} from './kubernetes-identities.ts';
import {type ApiPath, parseApiPath} from './kubernetes-path.ts';
import {createMounts, type Mounts} from './mounts.ts';
import {answered, errnoOf, firstLine, type Unanswered, unanswered, unansweredBy} from './replies.ts';
import {selectFields} from './select-fields.ts';

export interface KubernetesOptions {
	readonly dataDirectory: () => Promise<string>;
	/** Unknown: a server's identities first, then those of an agent. */
	readonly role?: (() => Promise<Role | undefined>) | undefined;
	readonly hostRoot?: string | undefined;
	readonly mounts?: Mounts | undefined;
	/** Of each page. */
	readonly timeoutMs?: number | undefined;
	readonly byteLimit?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

interface Client {
	readonly get: (path: string) => Promise<Response>;
	readonly server: URL;
}

const pageSize = 500;
/** 50,000 objects: more than any cluster that this tool is for. */
const mostPages = 100;

/** GETs from the Kubernetes API with the node's own kubeconfigs; KUBECONFIG plays no part. */
export const createKubernetesReader = (options: KubernetesOptions) => {
	const clients = new Map<string, Promise<Client | Unanswered>>();
	const clientFor = (kubeconfig: string): Promise<Client | Unanswered> => {
		const client = clients.get(kubeconfig) ?? createClient(kubeconfig, options);
		clients.set(kubeconfig, client);
		return client;
	};

	return async (request: RequestOf<'api'>): Promise<Reply> => {
		const path = parseApiPath(request.path);
		if (path === undefined) {
			return unanswered('refused', `not a path of the Kubernetes API: ${request.path}`);
		}
		const role = await options.role?.();
		const kubeconfigs = kubeconfigsFor(path, role, await options.dataDirectory());
		const failures: Unanswered[] = [];
		for (const kubeconfig of kubeconfigs) {
			const client = await clientFor(kubeconfig);
			const reply = 'status' in client ? client : await readWith(client, request, path);
			if (reply.status === 'answered' || !concernsIdentity(reply)) {
				return reply;
			}
			failures.push(reply);
		}
		const isForServers = role !== 'server' && kubeconfigs.every(file => !file.includes('/agent/'));
		return failures.find(({reason}) => reason !== 'not-found') ?? noIdentity(kubeconfigs, isForServers);
	};
};

const noIdentity = (kubeconfigs: readonly string[], isForServers: boolean): Unanswered =>
	isForServers
		? unanswered('denied', onlyOnServers)
		: unanswered('not-found', `no kubeconfig: looked for ${kubeconfigs.join(', ')}`);

/** Another kubeconfig may fare better, unless the API itself did not answer or has no such object. */
const concernsIdentity = ({reason, code, detail}: Unanswered): boolean =>
	reason === 'denied' ||
	reason === 'unparseable' ||
	(reason === 'not-found' && code === undefined) ||
	(reason === 'refused' && detail.startsWith(tlsTrouble));

const tlsTrouble = 'TLS with the API server';

const createClient = async (kubeconfig: string, options: KubernetesOptions): Promise<Client | Unanswered> => {
	const {
		hostRoot,
		mounts = createMounts({isAnswering: async () => true}),
		timeoutMs = 5000,
		byteLimit = 32 * 1024 ** 2,
		signal,
	} = options;
	const read = async (path: string): Promise<string> => {
		const location = await locate(path, {hostRoot, mounts});
		return mounts.during(location, () => readFile(location, 'utf8'), timeoutMs);
	};
	const pemOf = async (name: string, source: PemSource | undefined): Promise<string> => {
		if (source === undefined) {
			throw new Error(`expected a ${name}, got none`);
		}
		return 'pem' in source ? source.pem : read(source.path);
	};
	try {
		const {certificateAuthority, clientCertificate, clientKey, ...config} = parseKubeconfig(
			await read(kubeconfig),
		);
		const server = URL.canParse(config.server) ? new URL(config.server) : undefined;
		if (server?.protocol !== 'https:') {
			throw new Error(`expected an https server, got ${config.server}`);
		}
		if (!(await sharesNamespace('net', hostRoot))) {
			return unanswered('dependency', `${server.host} is not that of the node under ${hostRoot}`);
		}
		const [ca, cert, key] = await Promise.all([
			pemOf('certificate-authority', certificateAuthority),
			pemOf('client-certificate', clientCertificate),
			pemOf('client-key', clientKey),
		]);
		const agent = new Agent({keepAlive: true, maxSockets: 8, ca, cert, key});
		return {
			server,
			get: path =>
				get(
					{
						agent,
						host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
						port: server.port === '' ? 443 : Number(server.port),
						path,
						headers: {accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': 'rke2-netdoctor'},
					},
					{isSecure: true, timeoutMs, byteLimit, signal},
				),
		};
	} catch (error) {
		return errnoOf(error) === undefined
			? unanswered('unparseable', `${kubeconfig}: ${(error as Error).message}`)
			: unansweredBy(error, kubeconfig);
	}
};

const readWith = async (client: Client, request: RequestOf<'api'>, path: ApiPath): Promise<Reply> => {
	try {
		return request.select.length === 0
			? bodyOf(await client.get(request.path), request.path)
			: await readFields(client, request, path);
	} catch (error) {
		return unreached(error, client.server, request.path);
	}
};

/** Lists are read page by page, and of each page only the named fields are kept. */
const readFields = async (
	client: Client,
	{path, select}: RequestOf<'api'>,
	parsed: ApiPath,
): Promise<Reply> => {
	const selected = selectFields(select);
	const isPaged =
		parsed.kind === 'resource' &&
		parsed.name === undefined &&
		!parsed.query.has('resourceVersion') &&
		!parsed.query.has('limit');
	const first = isPaged ? withParameter(path, 'limit', String(pageSize)) : path;
	const items: unknown[] = [];
	let next = first;
	for (let page = 0; page < mostPages; page += 1) {
		const reply = bodyOf(await client.get(next), path);
		if (reply.status === 'unanswered') {
			return reply;
		}
		const object = parseObject(reply.body);
		if (object === undefined) {
			return unanswered(
				'unparseable',
				`${path}: expected a JSON object, got ${firstLine(reply.body).slice(0, 80)}`,
			);
		}
		if (!Array.isArray(object.items)) {
			return answered(JSON.stringify(selected(object)));
		}
		items.push(...object.items.map(selected));
		const more = object.metadata?.continue;
		if (typeof more !== 'string' || more === '') {
			return answered(JSON.stringify({items}));
		}
		next = withParameter(first, 'continue', more);
	}
	return unanswered('too-large', `${path}: more than ${mostPages * pageSize} objects`);
};

const withParameter = (path: string, name: string, value: string): string =>
	`${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;

interface ApiObject {
	readonly items?: unknown;
	readonly metadata?: {readonly continue?: unknown} | null;
	/** Of a Status, which stands for an error. */
	readonly message?: unknown;
}

const parseObject = (body: string): ApiObject | undefined => {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
};

const reasonOf = (status: number): Unanswered['reason'] => {
	switch (status) {
		case 401:
		case 403:
			return 'denied';
		case 404:
			return 'not-found';
		case 504:
			return 'timed-out';
		default:
			return 'refused';
	}
};

const bodyOf = ({status, body}: Response, path: string): Reply => {
	if (status >= 200 && status < 300) {
		return answered(body);
	}
	const message = parseObject(body)?.message;
	const detail = typeof message === 'string' ? message : firstLine(body);
	return unanswered(reasonOf(status), `${path}: HTTP ${status} ${detail}`.trimEnd(), {code: status, body});
};

/** Error codes of OpenSSL's verification and of TLS alerts, as Node.js gives them. */
const isCertificateCode = (code: string): boolean =>
	/CERT|SIGNATURE|UNABLE_TO_|SELF_SIGNED|ERR_TLS|ERR_SSL|ERR_OSSL|CRL/.test(code);

const unreached = (error: unknown, {host}: URL, path: string): Unanswered => {
	const code = errnoOf(error) ?? '';
	return isCertificateCode(code)
		? unanswered('refused', `${tlsTrouble} at ${host}: ${(error as Error).message} (${code})`)
		: unansweredBy(error, `${host}${path}`);
};
