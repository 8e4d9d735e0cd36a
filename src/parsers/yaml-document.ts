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

/** An alias to nothing is found only when the value is built, which says nothing about where it stands. */
const danglingAlias = (document: Document): number | undefined => {
	let offset: number | undefined;
	visit(document, {
		Alias: (_, alias) => {
			if (alias.resolve(document) !== undefined) {
				return undefined;
			}
			offset = alias.range?.[0];
			return visit.BREAK;
		},
	});
	return offset;
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
		try {
			values.push(document.toJS({maxAliasCount}));
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			return {
				ok: false,
				problem: problemAt(lineCounter, danglingAlias(document) ?? document.range[0], message),
			};
		}
	}
	return {ok: true, value: {documents: values.filter(value => value !== null), duplicates}};
};
