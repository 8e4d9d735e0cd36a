import {type Document, LineCounter, parseAllDocuments, type ScalarTag, visit} from 'yaml';
import type {Parsed, Problem} from './parsed.ts';

export interface YamlDocuments {
	/** The values of the documents that are not empty, as plain JavaScript. */
	readonly documents: readonly unknown[];
	/** Keys given twice in one mapping. RKE2 and Helm take the last one without a word. */
	readonly duplicates: readonly Problem[];
}

/** RKE2, Kubernetes and Helm read with go-yaml, where `yes` and `off` are booleans too. */
const goBoolean: ScalarTag = {
	tag: 'tag:yaml.org,2002:bool',
	default: true,
	identify: value => typeof value === 'boolean',
	test: /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE|n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/,
	resolve: text => /^(?:y|on|t)/i.test(text),
};

const options = {
	prettyErrors: false,
	logLevel: 'silent',
	merge: true,
	customTags: (tags: readonly unknown[]) => [goBoolean, ...tags] as ScalarTag[],
} as const;

/** Enough for any configuration, too few for a document that multiplies itself. */
const maxAliasCount = 1000;

const problemAt = (lines: LineCounter, offset: number, message: string): Problem => {
	const {line, col} = lines.linePos(offset);
	return {message, ...(line > 0 && {line, column: col})};
};

/** The first alias that means nothing, or the value it stands in: go-yaml refuses both, this library builds a circle of the second. */
const badAlias = (document: Document): {readonly offset: number; readonly message: string} | undefined => {
	let found: {readonly offset: number; readonly message: string} | undefined;
	visit(document, {
		Alias: (_, alias, ancestors) => {
			const node = alias.resolve(document);
			if (node !== undefined && !ancestors.includes(node)) {
				return undefined;
			}
			const what = node === undefined ? 'has no anchor before it' : 'stands in the value it refers to';
			found = {offset: alias.range?.[0] ?? 0, message: `Alias ${alias.source} ${what}`};
			return visit.BREAK;
		},
	});
	return found;
};

/** YAML text of one or many documents. Tags are never executed: an unknown one is ignored. */
export const parseYamlDocuments = (text: string): Parsed<YamlDocuments> => {
	const lineCounter = new LineCounter();
	const documents = [...parseAllDocuments(text, {...options, lineCounter})];
	const problems = documents
		.flatMap(document => document.errors)
		.map(({code, pos, message}) => ({code, ...problemAt(lineCounter, pos[0], message)}));
	const fatal = problems.find(({code}) => code !== 'DUPLICATE_KEY');
	if (fatal !== undefined) {
		const {code: _, ...problem} = fatal;
		return {ok: false, problem};
	}
	const duplicates = problems.map(({code: _, ...problem}) => problem);
	const values: unknown[] = [];
	for (const document of documents) {
		const bad = badAlias(document);
		if (bad !== undefined) {
			return {ok: false, problem: problemAt(lineCounter, bad.offset, bad.message)};
		}
		try {
			values.push(document.toJS({maxAliasCount}));
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			return {ok: false, problem: problemAt(lineCounter, document.range[0], message)};
		}
	}
	return {ok: true, value: {documents: values.filter(value => value !== null), duplicates}};
};
