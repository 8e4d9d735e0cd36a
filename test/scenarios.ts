import {parse} from 'yaml';
import type {Report} from '../src/core/report.ts';
import {createOverlayHost, type Overrides} from '../src/host/overlay.ts';
import {diagnoseHost, hostOfNode} from './nodes.ts';
import {filesUnder, textOfFile} from './tree.ts';

export interface ExpectedFinding {
	readonly message: string;
	readonly subject?: string;
	readonly text?: string;
}

/** One situation: a recorded node, what is different, and everything that the report must say about it. */
export interface Scenario {
	readonly about: string;
	/** Id of the public case that it stands for. */
	readonly case?: string;
	readonly node: string;
	readonly overrides?: Overrides;
	readonly expect: {
		readonly verdict: Report['summary']['verdict'];
		readonly causes?: readonly ExpectedFinding[];
		readonly explained?: readonly ExpectedFinding[];
		/** Ids of checks, or probes (`kubernetes.*`) without which checks are unknown. */
		readonly unknown?: readonly string[];
	};
}

const folder = 'fixtures/scenarios/';

/** Every scenario by the name of its file. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(
	filesUnder(folder, '.yaml').map(path => [
		path.slice(folder.length, -'.yaml'.length),
		parse(textOfFile(path)) as Scenario,
	]),
);

/** What the program says of a situation; `problems` names overrides that changed nothing. */
export const playScenario = async (
	node: string,
	overrides: Overrides = {},
): Promise<{readonly report: Report; readonly problems: readonly string[]}> => {
	const host = createOverlayHost(await hostOfNode(node), overrides);
	return {report: await diagnoseHost(host), problems: host.problems()};
};

/** Two situations at once, on the node of the first; where both change the same reply otherwise, the first does. */
export const mergedOverrides = (first: Overrides = {}, second: Overrides = {}): Overrides => {
	const merged: Record<string, Overrides[string]> = {...second, ...first};
	for (const key of Object.keys(first).filter(name => Object.hasOwn(second, name))) {
		const [one, other] = [first[key], second[key]];
		if (typeof one !== 'object' || typeof other !== 'object') {
			continue;
		}
		if ('edit' in one && 'edit' in other) {
			merged[key] = {edit: [...one.edit, ...other.edit]};
		} else if ('replace' in one && 'replace' in other) {
			merged[key] = {replace: {...other.replace, ...one.replace}};
		}
	}
	return merged;
};
