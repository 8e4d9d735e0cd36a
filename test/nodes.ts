import {readdirSync} from 'node:fs';
import {readBundle} from '../src/bundle/read.ts';
import {catalogue} from '../src/catalogue.ts';
import {diagnose} from '../src/core/diagnose.ts';
import type {Host} from '../src/core/host.ts';
import type {Report} from '../src/core/report.ts';
import {createReplayHost} from '../src/host/replay.ts';
import {root} from './tree.ts';

const folder = 'fixtures/nodes';

/** Recorded nodes by id; those of sick nodes end in `-sick`. */
export const nodeIds: readonly string[] = readdirSync(`${root}${folder}`, {withFileTypes: true})
	.filter(entry => entry.isDirectory())
	.map(({name}) => name)
	.sort();

export const isSick = (id: string): boolean => id.endsWith('-sick');

const readHost = async (id: string): Promise<Host> => {
	const path = `${folder}/${id}`;
	return createReplayHost(await readBundle(`${root}${path}`), path);
};

const hosts = new Map<string, Promise<Host>>();

/** Each recording is read once: hundreds of scenarios stand on it. */
export const hostOfNode = (id: string): Promise<Host> => {
	const host = hosts.get(id) ?? readHost(id);
	hosts.set(id, host);
	return host;
};

/** A diagnosis with fixed clock and run id, so that the same evidence gives the same text. */
export const diagnoseHost = (host: Host): Promise<Report> =>
	diagnose({
		host,
		catalogue: {...catalogue, tool: {...catalogue.tool, version: '0.0.0', rules: '0.0.0'}},
		now: () => Date.parse('2026-01-01T00:00:00Z'),
		runId: '00000000-0000-4000-8000-000000000000',
	});
