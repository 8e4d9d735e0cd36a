import {existsSync} from 'node:fs';
import {catalogue} from '../catalogue.ts';
import type {Catalogue} from '../core/diagnose.ts';
import {guides} from '../guides.ts';
import {defaultDirectory} from '../plugins/directory.ts';
import type {Plugins} from '../plugins/load.ts';
import {visibleLine} from '../render/escape.ts';
import {renderers} from '../render/index.generated.ts';
import type {LoadRenderer} from '../render/renderer.ts';
import {UsageError} from './errors.ts';
import type {OptionValues} from './options.ts';

export interface Extensions {
	readonly catalogue: Catalogue;
	readonly renderers: Readonly<Record<string, LoadRenderer>>;
	/** One line for each module that is not used. */
	readonly problems: readonly string[];
}

const builtIn: Extensions = {catalogue, renderers, problems: []};

let loaded: Promise<Extensions> | undefined;

/** What is built in, and what third parties added in the folder of checks. Throws `UsageError` for a folder that does not exist. */
export const extensionsFor = (options: OptionValues): Promise<Extensions> => {
	loaded ??= load(options['checks-dir']);
	return loaded;
};

/** Tells what could not be used. */
export const tellProblems = ({problems}: Extensions): void => {
	process.stderr.write(problems.map(problem => `rke2-netdoctor: ${visibleLine(problem)}\n`).join(''));
};

const load = async (chosen: string | undefined): Promise<Extensions> => {
	const directory = chosen ?? defaultDirectory;
	if (!existsSync(directory)) {
		if (chosen === undefined) {
			return builtIn;
		}
		throw new UsageError(
			`--checks-dir expects a folder with checks (*.mjs), got ${chosen}, which does not exist`,
		);
	}
	const {loadPlugins} = await import('../plugins/load.ts');
	const known = {
		checks: new Set(catalogue.checks.map(({id}) => id)),
		probes: new Set(Object.keys(catalogue.probes)),
		renderers: new Set(Object.keys(renderers)),
		guides: new Set(Object.keys(guides)),
	};
	let plugins: Plugins;
	try {
		plugins = await loadPlugins(directory, known);
	} catch (error) {
		return {...builtIn, problems: [`${directory}: ${(error as Error).message}; not used`]};
	}
	const {version, rules} = catalogue.tool;
	const count = plugins.checks.length;
	return {
		catalogue: {
			...catalogue,
			checks: [...catalogue.checks, ...plugins.checks],
			probes: {...catalogue.probes, ...Object.fromEntries(plugins.probes.map(probe => [probe.id, probe]))},
			links: id => (id.startsWith('https://') ? {title: id, url: id} : catalogue.links(id)),
			tool: {...catalogue.tool, rules: count === 0 ? rules : `${version}+${count}`},
		},
		renderers: {
			...renderers,
			...Object.fromEntries(plugins.renderers.map(renderer => [renderer.id, async () => renderer])),
		},
		problems: plugins.problems,
	};
};
