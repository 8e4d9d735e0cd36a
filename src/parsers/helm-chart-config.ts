import {isMap, isScalar, LineCounter, parseAllDocuments} from 'yaml';
import {isObject, type JsonObject} from './json-value.ts';
import {attempt, type Parsed, type Problem} from './parsed.ts';
import {parseYamlDocuments} from './yaml-document.ts';

/** A HelmChartConfig as somebody wrote it, with what Kubernetes would silently drop. */
export interface WrittenChartConfig {
	readonly name?: string;
	readonly namespace?: string;
	/** `spec` or `valuesContent` where they have no effect: under `metadata`, or beside `spec`. */
	readonly misplaced: readonly string[];
	/** Why the API refuses the object as a whole. */
	readonly refusal?: string;
	/** What is wrong with `valuesContent`, with the position in the file. */
	readonly problem?: Problem;
	/** Keys of `valuesContent` such as `controller.replicaCount`, which Helm takes as one name. */
	readonly dottedKeys: readonly string[];
	/** As JSON, to be compared with that of another one. */
	readonly spec: string;
}

/** `valuesContent` as Helm reads it: what is wrong with it, and its keys. */
const judgeValues = (text: string): Pick<WrittenChartConfig, 'problem' | 'dottedKeys'> => {
	const yaml = parseYamlDocuments(text);
	if (!yaml.ok) {
		return {problem: yaml.problem, dottedKeys: []};
	}
	const [values = {}] = yaml.value.documents;
	return isObject(values)
		? {dottedKeys: Object.keys(values).filter(key => /^[\w-]+(\.[\w-]+)+$/.test(key))}
		: {
				problem: {message: 'expected a mapping of keys to values', line: 1, column: 1},
				dottedKeys: [],
			};
};

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Position of a line of a block of text within the file that holds it; `header` is the offset of its `|`. */
const inFile = (problem: Problem, lines: LineCounter, header: number, isBlock: boolean): Problem => {
	const {line} = lines.linePos(header);
	return isBlock && problem.line !== undefined
		? {
				message: problem.message,
				line: line + problem.line,
				...(problem.column !== undefined && {column: problem.column}),
			}
		: {message: problem.message, line};
};

const apiVersion = 'helm.cattle.io/v1';

/** https://github.com/k3s-io/helm-controller/blob/master/pkg/apis/helm.cattle.io/v1/types.go */
const refusalOf = (object: JsonObject, spec: JsonObject): string | undefined => {
	if (object.apiVersion !== apiVersion || object.kind !== 'HelmChartConfig') {
		return `there is no ${String(object.kind)} in ${String(object.apiVersion ?? '(no apiVersion)')}, but a HelmChartConfig in ${apiVersion}`;
	}
	if (
		spec.valuesContent !== undefined &&
		spec.valuesContent !== null &&
		typeof spec.valuesContent !== 'string'
	) {
		return 'spec.valuesContent must be a text, as "valuesContent: |-" begins one';
	}
	return typeof spec.values === 'string'
		? 'spec.values is a text; the key for a text is valuesContent'
		: undefined;
};

/** Kubernetes drops keys that it does not know. */
const misspelt = (spec: JsonObject): readonly string[] =>
	spec.valuesContent === undefined && spec.values === undefined
		? Object.keys(spec).filter(key => /^values?[-_]?contents?$/i.test(key))
		: [];

const writtenConfig = (object: JsonObject, locate: (problem: Problem) => Problem): WrittenChartConfig => {
	const metadata = isObject(object.metadata) ? object.metadata : {};
	const spec = isObject(object.spec) ? object.spec : {};
	const content = textIn(spec.valuesContent);
	const {problem, dottedKeys} =
		content === undefined ? {problem: undefined, dottedKeys: []} : judgeValues(content);
	const name = textIn(metadata.name);
	const namespace = textIn(metadata.namespace);
	const refusal = refusalOf(object, spec);
	return {
		...(name !== undefined && {name}),
		...(namespace !== undefined && {namespace}),
		misplaced: [
			...(metadata.spec === undefined ? [] : ['metadata.spec']),
			...(metadata.valuesContent === undefined ? [] : ['metadata.valuesContent']),
			...(object.valuesContent === undefined ? [] : ['valuesContent']),
			...misspelt(spec).map(key => `spec.${key}`),
		],
		...(refusal !== undefined && {refusal}),
		...(problem !== undefined && {problem: locate(problem)}),
		dottedKeys,
		spec: JSON.stringify({...spec, ...(content !== undefined && {valuesContent: content.trim()})}),
	};
};

/** However somebody spelt it. */
const isChartConfig = ({kind}: JsonObject): boolean =>
	typeof kind === 'string' && /^helmchartconfigs?$/i.test(kind);

/** The HelmChartConfigs of a manifest. Not ok is what RKE2 refuses to apply; a manifest without any is not looked into. */
export const parseChartConfigs = (text: string): Parsed<readonly WrittenChartConfig[]> => {
	// Others put megabytes of definitions there, which take seconds to parse.
	if (!/helmchartconfig/i.test(text)) {
		return {ok: true, value: []};
	}
	const yaml = parseYamlDocuments(text);
	if (!yaml.ok) {
		return yaml;
	}
	const lineCounter = new LineCounter();
	const documents = parseAllDocuments(text, {logLevel: 'silent', lineCounter, uniqueKeys: false});
	return attempt(() =>
		[...documents].flatMap(document => {
			const object: unknown = document.toJS();
			if (!isObject(object) || !isChartConfig(object) || !isMap(document.contents)) {
				return [];
			}
			const content = document.getIn(['spec', 'valuesContent'], true);
			const header = isScalar(content) ? (content.range?.[0] ?? 0) : 0;
			const isBlock =
				isScalar(content) && (content.type === 'BLOCK_LITERAL' || content.type === 'BLOCK_FOLDED');
			return [writtenConfig(object, problem => inFile(problem, lineCounter, header, isBlock))];
		}),
	);
};
