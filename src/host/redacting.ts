import type {Host} from '../core/host.ts';
import type {Reply, Request} from '../core/request.ts';
import type {ContentKind, Redactor} from '../redact/redact.ts';
import {secretFile} from '../redact/rules.ts';

const kindOf = (request: Request): ContentKind =>
	request.kind === 'file' && secretFile.path.test(request.path) ? 'secret' : 'text';

/** A host whose replies hold no secret: neither in their text nor in what went wrong. */
export const createRedactingHost = (host: Host, redactor: Redactor): Host => {
	const withoutSecrets = (reply: Reply, kind: ContentKind): Reply => {
		if (reply.status === 'answered') {
			const {stderr} = reply;
			return {
				...reply,
				body: redactor.redact(reply.body, kind),
				...(stderr !== undefined && {stderr: redactor.redact(stderr)}),
			};
		}
		const {body} = reply;
		return {
			...reply,
			detail: redactor.redact(reply.detail),
			...(body !== undefined && {body: redactor.redact(body, kind)}),
		};
	};
	return {
		origin: host.origin,
		read: async request => withoutSecrets(await host.read(request), kindOf(request)),
	};
};
