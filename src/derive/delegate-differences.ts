import type {CniConfig} from '../parsers/cni-config.ts';
import {jsonDifferences} from './json-difference.ts';

const shown = (value: unknown): string =>
	value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);

/** A list has name and version beside its plugins, a single plugin among its own keys. */
const wholeOf = ({name, cniVersion, plugins}: CniConfig) => ({
	name,
	cniVersion,
	plugins: plugins.map(({raw: {name: _, cniVersion: __, ...raw}}) => raw),
});

/** What the copy of a primary configuration has otherwise than its file: `plugins[0].mtu 1450 instead of 8950`. At most three. */
export const delegateDifferences = (copy: CniConfig, file: CniConfig): readonly string[] =>
	jsonDifferences(wholeOf(copy), wholeOf(file))
		.slice(0, 3)
		.map(({path, one, other}) => `${path} ${shown(one)} instead of ${shown(other)}`);
