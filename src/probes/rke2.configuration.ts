import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {
	type CniSelection,
	type Config,
	cniSelection,
	listSetting,
	mergeConfig,
} from '../derive/config-merge.ts';
import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {Parsed, Problem} from '../parsers/parsed.ts';
import {parseYamlDocuments} from '../parsers/yaml-document.ts';
import {rke2ConfigurationFiles} from './rke2.configuration-files.ts';
import {rke2UnitEnvironment} from './rke2.unit-environment.ts';

export interface ConfigurationFile {
	readonly path: string;
	/** Why RKE2 cannot read it. */
	readonly problem?: Problem;
	/** Keys given twice: RKE2 takes the last. */
	readonly duplicates: readonly Problem[];
}

export interface Rke2Configuration {
	/** The files that exist, in the order in which RKE2 reads them. */
	readonly files: readonly ConfigurationFile[];
	/** What they set together; of a broken file only the data directory. */
	readonly settings: Config;
	readonly cni: CniSelection & {
		/** False when nobody chose: RKE2 then takes Canal. */
		readonly isExplicit: boolean;
		/** The file or variable that chose. */
		readonly source: string;
	};
}

export const rke2Configuration = defineProbe({
	id: 'rke2.configuration',
	summary: "RKE2's configuration, merged as RKE2 merges it",
	essential: true,
	needs: {paths: rke2ConfigurationFiles},
	wants: {unit: rke2UnitEnvironment},
	requests: ({paths}) => paths.map(path => file(path)),
	parse: (replies, {paths}, {unit}): Rke2Configuration => {
		const read = paths.flatMap((path, index) => {
			const text = textIfFound(replies[index]);
			return text === undefined ? [] : [{path, ...configurationIn(text)}];
		});
		const [base] = read.filter(({path}) => path === paths[0]);
		const dropIns = read.filter(({path}) => path !== paths[0]);
		const settings = mergeConfig(base, dropIns);
		const variables = unit.ok ? unit.value.variables : {};
		return {
			files: read.map(({values: _, ...about}) => about),
			settings,
			cni: cniFrom(settings, variables.RKE2_CNI),
		};
	},
});

const configurationIn = (text: string): Omit<ConfigurationFile, 'path'> & {readonly values: JsonObject} => {
	const yaml = parseYamlDocuments(text);
	if (!yaml.ok) {
		return {problem: yaml.problem, duplicates: [], values: dataDirectoryIn(text)};
	}
	const mapping = mappingOf(yaml.value.documents[0]);
	return {
		...(!mapping.ok && {problem: mapping.problem}),
		duplicates: yaml.value.duplicates,
		values: mapping.ok ? mapping.value : {},
	};
};

/** RKE2 does not start with a broken file, but what it left lies where this line says: all else depends on it. */
const dataDirectoryIn = (text: string): JsonObject => {
	const path = /^data-dir:[ \t]*["']?(\/[^"'\s#]*)/m.exec(text)?.[1];
	return path === undefined ? {} : {'data-dir': path};
};

const mappingOf = (document: unknown): Parsed<JsonObject> => {
	if (document === undefined || document === null) {
		return {ok: true, value: {}};
	}
	return isObject(document)
		? {ok: true, value: document}
		: {ok: false, problem: {message: 'expected a mapping of keys to values', line: 1, column: 1}};
};

/** The configuration beats the variable. */
const cniFrom = (settings: Config, variable: string | undefined): Rke2Configuration['cni'] => {
	const configured = listSetting(settings, 'cni');
	if (configured.length > 0) {
		const source = settings.get('cni')?.files.join(', ') ?? 'configuration';
		return {...cniSelection(configured), isExplicit: true, source};
	}
	return variable === undefined || variable === ''
		? {...cniSelection([]), isExplicit: false, source: "RKE2's default"}
		: {...cniSelection([variable]), isExplicit: true, source: 'RKE2_CNI'};
};
