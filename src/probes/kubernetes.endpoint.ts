import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api, type Reply} from '../core/request.ts';

/** How a request to the API can fail. `disconnected`: the connection was accepted and then closed without an answer. */
export type ApiFailure = 'not-ready' | 'refused' | 'disconnected' | 'silent' | 'certificate' | 'unauthorized';

/** Whether the API answered this node; `detail` is what came instead, and `server` what was asked, as far as that tells it. */
export type ApiEndpoint =
	| {readonly state: 'ready'}
	| {readonly state: ApiFailure; readonly detail: string; readonly server?: string};

/** `127.0.0.1:6443/readyz: connect ECONNREFUSED 127.0.0.1:6443`, `TLS with the API server at 127.0.0.1:6443: …`. */
const serverIn = (detail: string): string | undefined =>
	/(?:^|ECONN\w+ |API server at )((?:\[[\da-f:.]+\]|[a-z\d][a-z\d.-]*):\d{2,5})(?=[/:\s]|$)/i.exec(
		detail,
	)?.[1];

const statusFailure = (code: number): ApiFailure | undefined => {
	if (code === 401) {
		return 'unauthorized';
	}
	return code >= 500 ? 'not-ready' : undefined;
};

const failureOf = ({
	reason,
	detail,
	code,
}: Extract<Reply, {readonly status: 'unanswered'}>): ApiFailure | undefined => {
	if (code !== undefined) {
		return statusFailure(code);
	}
	if (/certificate of the API server|CERT_|certificate has expired/.test(detail)) {
		return 'certificate';
	}
	if (/ECONNREFUSED|connection refused/.test(detail)) {
		return 'refused';
	}
	if (/ECONNRESET|EPIPE|connection (reset|closed)|socket hang up|disconnected before/.test(detail)) {
		return 'disconnected';
	}
	return reason === 'timed-out' && !detail.includes('the run ended') ? 'silent' : undefined;
};

export const kubernetesEndpoint = defineProbe({
	id: 'kubernetes.endpoint',
	summary: 'whether the Kubernetes API answers on this node, and if not, how it fails',
	requests: () => [api('/readyz')],
	parse: ([reply]): ApiEndpoint => {
		const state = reply?.status === 'unanswered' ? failureOf(reply) : undefined;
		if (reply?.status === 'unanswered' && state !== undefined) {
			const server = serverIn(reply.detail);
			return {state, detail: reply.detail, ...(server !== undefined && {server})};
		}
		const body = textOf(reply);
		if (body.trim() === '') {
			throw new Unavailable('unparseable', 'expected "ok" from /readyz, got nothing');
		}
		return {state: 'ready'};
	},
});
