import {createCollector} from '../core/collect.ts';
import type {Host} from '../core/host.ts';
import {type Reply, type Request, requestKey} from '../core/request.ts';
import {createLocalHost} from '../host/local.ts';
import {createRedactingHost} from '../host/redacting.ts';
import {rke2DataDirectory} from '../probes/rke2.data-directory.ts';
import {createRedactor, type Redactor} from '../redact/redact.ts';
import type {OptionValues} from './options.ts';

export interface LocalHost {
	readonly host: Host;
	/** What was masked so far. */
	readonly removed: Redactor['report'];
}

/** This machine as a Host: secrets are masked before anything else sees a reply. */
export const localHostFor = (options: OptionValues, signal: AbortSignal): LocalHost => {
	const redactor = createRedactor();
	const host: Host = remember(
		createRedactingHost(
			createLocalHost({
				signal,
				passive: options.passive === true,
				peers: options.peer ?? [],
				...(options['host-root'] !== undefined && {hostRoot: options['host-root']}),
				// Asked only when crictl or the API is needed, so it never waits for itself.
				dataDirectory: async () => {
					const evidence = await createCollector(host).evidence(rke2DataDirectory);
					return evidence.ok ? evidence.value.path : '/var/lib/rancher/rke2';
				},
			}),
			redactor,
		),
	);
	return {host, removed: redactor.report};
};

/** Asks each thing once, for detection, checks and Host itself. */
const remember = (host: Host): Host => {
	const replies = new Map<string, Promise<Reply>>();
	const read = (request: Request): Promise<Reply> => {
		const key = requestKey(request);
		const reply = replies.get(key) ?? host.read(request);
		replies.set(key, reply);
		return reply;
	};
	return {origin: host.origin, read};
};
