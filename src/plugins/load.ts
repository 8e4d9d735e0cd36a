import {readdir, readFile} from 'node:fs/promises';
import {register} from 'node:module';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Plugin} from './plugin.ts';
import {whyNotTrusted} from './trust.ts';
import {type Known, PluginError, pluginOf, refuseCircles} from './validate.ts';

export interface Plugins extends Required<Plugin> {
	/** One line for each module that is not used, and why. */
	readonly problems: readonly string[];
}

/** Code of a third party may wait for ever. */
const loadTimeoutMs = 5000;

/** Loads every .mjs of a folder, by name. A bad one is one line; it changes nothing else. Throws when there is no such folder. */
export const loadPlugins = async (
	directory: string,
	known: Known,
	isRoot = process.geteuid?.() === 0,
): Promise<Plugins> => {
	const names = (await readdir(directory)).filter(name => name.endsWith('.mjs')).sort();
	const loaded: Required<Plugin>[] = [];
	const problems: string[] = [];
	for (const name of names) {
		const path = join(directory, name);
		try {
			const plugin = await loadOne(path, withKnown(known, loaded), isRoot);
			refuseCircles([...loaded, plugin].flatMap(({checks}) => checks));
			loaded.push(plugin);
		} catch (error) {
			problems.push(`${path}: ${reasonOf(error)}; not used`);
		}
	}
	return {
		checks: loaded.flatMap(({checks}) => checks),
		probes: loaded.flatMap(({probes}) => probes),
		renderers: loaded.flatMap(({renderers}) => renderers),
		problems,
	};
};

const reasonOf = (error: unknown): string => {
	const {message, name} = error instanceof Error ? error : new Error(String(error));
	const [line = ''] = message.split('\n');
	return name === 'PluginError' ? line : `${name}: ${line}`;
};

const withKnown = (known: Known, loaded: readonly Required<Plugin>[]): Known => {
	const idsOf = (name: keyof Plugin): readonly string[] =>
		loaded.flatMap(plugin => plugin[name].map(({id}) => id));
	return {
		guides: known.guides,
		checks: new Set([...known.checks, ...idsOf('checks')]),
		probes: new Set([...known.probes, ...idsOf('probes')]),
		renderers: new Set([...known.renderers, ...idsOf('renderers')]),
	};
};

const loadOne = async (path: string, known: Known, isRoot: boolean): Promise<Required<Plugin>> => {
	const why = await whyNotTrusted(path, isRoot);
	if (why !== undefined) {
		throw new PluginError(why);
	}
	if (/['"]rke2-netdoctor(?:\/testing)?['"]/.test(await readFile(path, 'utf8'))) {
		await resolveOwnName();
	}
	return pluginOf(await defaultExportOf(path), known);
};

const defaultExportOf = async (path: string): Promise<unknown> => {
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<never>((_, reject) => {
		const late = new PluginError(`expected to be loaded within ${loadTimeoutMs / 1000} s, got no answer`);
		timer = setTimeout(reject, loadTimeoutMs, late);
	});
	try {
		const module: {readonly default?: unknown} = await Promise.race([
			import(pathToFileURL(path).href),
			timeout,
		]);
		return module.default;
	} finally {
		clearTimeout(timer);
	}
};

/** Answers an import of this package's name with the running program, wherever the module lies. */
const resolver = `
let addresses = {};
export const initialize = given => { addresses = given; };
export const resolve = (name, context, next) =>
	Object.hasOwn(addresses, name) ? {url: addresses[name], shortCircuit: true} : next(name, context);`;

/** A module that hands on what the program has in memory: the single executable has no files to import. */
const addressOf = (name: string, exported: object): string => {
	Object.defineProperty(globalThis, Symbol.for(name), {value: exported});
	const names = Object.keys(exported).join(', ');
	const code = `export const {${names}} = globalThis[Symbol.for('${name}')];`;
	return `data:text/javascript,${encodeURIComponent(code)}`;
};

let isResolving = false;

const resolveOwnName = async (): Promise<void> => {
	if (isResolving) {
		return;
	}
	isResolving = true;
	const own = {
		'rke2-netdoctor': await import('../api.ts'),
		'rke2-netdoctor/testing': await import('../testing.ts'),
	};
	register(`data:text/javascript,${encodeURIComponent(resolver)}`, {
		data: Object.fromEntries(
			Object.entries(own).map(([name, exported]) => [name, addressOf(name, exported)]),
		),
	});
};
