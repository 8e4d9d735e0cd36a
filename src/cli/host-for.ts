import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {createCollector} from '../core/collect.ts';
import type {Host} from '../core/host.ts';
import {type Reply, type Request, requestKey} from '../core/request.ts';
import {detectRole} from '../detect/rke2.ts';
import {createLocalHost} from '../host/local.ts';
import {createRedactingHost} from '../host/redacting.ts';
import {processList} from '../probes/process.list.ts';
import {rke2Certificates} from '../probes/rke2.certificates.ts';
import {rke2DataDirectory} from '../probes/rke2.data-directory.ts';
import {rke2ServerFiles} from '../probes/rke2.server-files.ts';
import {systemdUnits} from '../probes/systemd.units.ts';
import {createRedactor, type Redactor} from '../redact/redact.ts';
import {UsageError} from './errors.ts';
import type {OptionValues} from './options.ts';

export interface LocalHost {
	readonly host: Host;
	/** What was masked so far. */
	readonly removed: Redactor['report'];
	readonly redact: Redactor['redact'];
}

const roleProbes = {
	units: systemdUnits,
	processes: processList,
	files: rke2ServerFiles,
	certificates: rke2Certificates,
} as const;

const once = <Value>(work: () => Promise<Value>): (() => Promise<Value>) => {
	let result: Promise<Value> | undefined;
	return () => {
		result ??= work();
		return result;
	};
};

/** This machine as a Host: secrets are masked before anything else sees a reply. */
export const localHostFor = (options: OptionValues, signal: AbortSignal): LocalHost => {
	const hostRoot = hostRootFrom(options['host-root']);
	const redactor = createRedactor();
	const host: Host = remember(
		createRedactingHost(
			createLocalHost({
				signal,
				passive: options.passive === true,
				scheduled: options.quiet === true,
				peers: options.peer ?? [],
				hostRoot,
				// Asked only when crictl or the API is needed, so neither ever waits for itself.
				dataDirectory: once(async () => {
					const evidence = await createCollector(host).evidence(rke2DataDirectory);
					return evidence.ok ? evidence.value.path : '/var/lib/rancher/rke2';
				}),
				role: once(async () => detectRole(await createCollector(host).evidenceOf(roleProbes)).value),
			}),
			redactor,
		),
	);
	return {host, removed: redactor.report, redact: redactor.redact};
};

const hostRootFrom = (path: string | undefined): string | undefined => {
	if (path !== undefined && !existsSync(join(path, 'etc'))) {
		throw new UsageError(`--host-root expects the root of a file system, got ${path}, which has no etc`);
	}
	return path;
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
