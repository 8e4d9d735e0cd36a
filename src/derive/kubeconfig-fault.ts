import {textIfFound} from '../core/evidence.ts';
import {file, type Reply, type Request} from '../core/request.ts';
import {present} from '../parsers/json-value.ts';
import {type Kubeconfig, parseKubeconfig} from '../parsers/kubeconfig.ts';
import {attempt, type Parsed, problemText} from '../parsers/parsed.ts';
import {formatTimestamp} from '../parsers/timestamp.ts';

/** Credentials at a path; no kubeconfig is a missing file, no path that nothing names one. */
export interface KubeconfigAt {
	readonly path?: string;
	readonly kubeconfig?: Parsed<Kubeconfig>;
}

/** What to read for credentials that a configuration names at this path; nothing for one that is not whole. */
export const kubeconfigRequests = (path: string | undefined): readonly Request[] =>
	isWhole(path) ? [file(path)] : [];

const isWhole = (path: string | undefined): path is string =>
	path?.startsWith('/') === true && !path.split('/').includes('..');

export const kubeconfigAt = (path: string | undefined, reply: Reply | undefined): KubeconfigAt => {
	const text = isWhole(path) ? textIfFound(reply) : undefined;
	return present({
		path: isWhole(path) ? path : undefined,
		kubeconfig: text === undefined ? undefined : attempt(() => parseKubeconfig(text)),
	});
};

/** Why the API refuses who comes with a kubeconfig, or nobody can come with it. */
export interface KubeconfigFault {
	readonly kind: 'missing' | 'broken' | 'tokenless' | 'expired';
	readonly path: string;
	/** Of a broken one: what is wrong; else empty. */
	readonly problem: string;
	/** Of one that has expired: how long ago; else empty. */
	readonly ago: string;
	readonly excerpt: string;
}

const elapsed = (milliseconds: number): string => {
	const minutes = Math.max(1, Math.floor(milliseconds / 60_000));
	if (minutes < 120) {
		return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
	}
	return minutes < 2880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
};

/** `now` is in milliseconds since the epoch. */
export const kubeconfigFaultOf = (
	{path, kubeconfig}: KubeconfigAt,
	now: number,
): KubeconfigFault | undefined => {
	if (path === undefined) {
		return undefined;
	}
	const fault = {path, problem: '', ago: ''} as const;
	if (kubeconfig === undefined) {
		return {...fault, kind: 'missing', excerpt: 'no such file'};
	}
	if (!kubeconfig.ok) {
		const problem = problemText(kubeconfig.problem);
		return {...fault, kind: 'broken', problem, excerpt: problem};
	}
	const {hasToken, tokenExpiry, clientCertificate, server} = kubeconfig.value;
	if (!hasToken && clientCertificate === undefined) {
		return {...fault, kind: 'tokenless', excerpt: `server: ${server}, no token`};
	}
	const expiry = (tokenExpiry ?? Number.POSITIVE_INFINITY) * 1000;
	return expiry < now
		? {
				...fault,
				kind: 'expired',
				ago: elapsed(now - expiry),
				excerpt: `the token expired at ${formatTimestamp(expiry)}`,
			}
		: undefined;
};
