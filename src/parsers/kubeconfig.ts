import {
	booleanIfAt,
	type JsonObject,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
} from './json-value.ts';
import {problemText} from './parsed.ts';
import {parseYamlDocuments} from './yaml-document.ts';

/** PEM text that a kubeconfig embeds, or the path of a file that holds it. */
export type PemSource = {readonly pem: string} | {readonly path: string};

/** What a TLS client needs to reach the API; tokens and passwords are not kept. */
export interface Kubeconfig {
	/** Without the brackets that Calico up to 3.31 puts around an IPv4 address, which `URL` refuses. */
	readonly server: string;
	readonly certificateAuthority?: PemSource;
	readonly clientCertificate?: PemSource;
	readonly clientKey?: PemSource;
	readonly hasToken: boolean;
	/** When the token expires, where it is a JSON Web Token or its mask: seconds since the epoch. */
	readonly tokenExpiry?: number;
	readonly isInsecure: boolean;
	readonly tlsServerName?: string;
}

const pemOf = (object: JsonObject, key: string): PemSource | undefined => {
	const data = textIfAt(object, `${key}-data`);
	if (data) {
		return {pem: Buffer.from(data, 'base64').toString('utf8')};
	}
	const path = textIfAt(object, key);
	return path ? {path} : undefined;
};

/** kubectl asks for a current context; a file with a single entry leaves no doubt without one. */
const named = (root: JsonObject, list: string, name: string | undefined): JsonObject | undefined => {
	const entries = objectsAt(root, list);
	if (name !== undefined) {
		return entries.find(entry => entry.name === name);
	}
	return entries.length === 1 ? entries[0] : undefined;
};

/** A masked token keeps its expiry: `REDACTED_jwt-exp-1795334400_0a1b2c`. */
const expiryOf = (token: unknown): number | undefined => {
	if (typeof token !== 'string') {
		return undefined;
	}
	const payload = /^eyJ[\w-]+\.([\w-]+)\./.exec(token)?.[1] ?? '';
	const seconds =
		/jwt-exp-(\d{1,12})_/.exec(token) ??
		/"exp":\s*(\d{1,12})\b/.exec(Buffer.from(payload, 'base64url').toString('latin1'));
	return seconds === null ? undefined : Number(seconds[1]);
};

const rootOf = (text: string): JsonObject => {
	const yaml = parseYamlDocuments(text);
	if (!yaml.ok) {
		throw new Error(`not YAML: ${problemText(yaml.problem)}`);
	}
	return objectOf(yaml.value.documents[0], 'the kubeconfig');
};

/** Cluster and user of the current context. */
export const parseKubeconfig = (text: string): Kubeconfig => {
	const root = rootOf(text);
	const current = textIfAt(root, 'current-context') || undefined;
	const context = objectIfAt(named(root, 'contexts', current) ?? {}, 'context') ?? {};
	const clusterEntry = named(root, 'clusters', textIfAt(context, 'cluster'));
	if (clusterEntry === undefined) {
		throw new Error(`expected a cluster for the context ${current ?? '(none)'}, got none`);
	}
	const cluster = objectOf(clusterEntry.cluster, '"cluster"');
	const user = objectIfAt(named(root, 'users', textIfAt(context, 'user')) ?? {}, 'user') ?? {};
	return {
		server: textAt(cluster, 'server').replace(/\[(\d+(?:\.\d+){3})\]/, '$1'),
		...present({
			certificateAuthority: pemOf(cluster, 'certificate-authority'),
			clientCertificate: pemOf(user, 'client-certificate'),
			clientKey: pemOf(user, 'client-key'),
			tlsServerName: textIfAt(cluster, 'tls-server-name'),
			tokenExpiry: expiryOf(user.token),
		}),
		hasToken: Boolean(user.token ?? user.tokenFile),
		isInsecure: booleanIfAt(cluster, 'insecure-skip-tls-verify') ?? false,
	};
};
