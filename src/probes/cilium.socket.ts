import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http, type Reply} from '../core/request.ts';
import {type CiliumStatus, parseCiliumStatus} from '../parsers/cilium-status.ts';

export const ciliumSocketPath = '/var/run/cilium/cilium.sock';

/** What a socket of Cilium answered; throws Unavailable for no answer, and for one that is an error. */
export const ciliumAnswer = (reply: Reply | undefined, from = ciliumSocketPath): string => {
	const text = textOf(reply);
	const code = reply?.code ?? 200;
	if (code !== 200) {
		throw new Unavailable('refused', `${from}: HTTP ${code} ${text.trim().slice(0, 200)}`.trim());
	}
	return text;
};

/** `absent`: there is no socket. `refused`: there is one that nobody listens on. */
export type CiliumSocket =
	| {readonly state: 'answered'; readonly status: CiliumStatus}
	| {readonly state: 'absent' | 'refused'; readonly detail: string};

/** Without the header `brief: true` the answer is whole. */
export const ciliumSocket = defineProbe({
	id: 'cilium.socket',
	summary: "what Cilium's agent says about itself and its parts, on its own socket",
	requests: () => [http('http://localhost/v1/healthz', ciliumSocketPath)],
	parse: ([reply]): CiliumSocket => {
		if (reply?.status === 'unanswered' && reply.reason === 'not-found') {
			return {state: 'absent', detail: reply.detail};
		}
		if (reply?.status === 'unanswered' && /ECONNREFUSED|connection refused/i.test(reply.detail)) {
			return {state: 'refused', detail: reply.detail};
		}
		return {state: 'answered', status: parseCiliumStatus(ciliumAnswer(reply))};
	},
});
