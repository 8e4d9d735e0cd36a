import {Composer, type CST, type Document, LineCounter, Parser, type ScalarTag, visit} from 'yaml';
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

/** The library builds values by recursion, and Node.js aborts where its stack ends within a regular expression: no catch helps. */
const maxDepth = 500;

/** Offset of the first value that is nested too deeply. */
const tooDeep = (tokens: readonly CST.Token[]): number | undefined => {
	const open = tokens.map(token => ({token, depth: 0}));
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const {token, depth} = next;
		if (depth > maxDepth) {
			return 'offset' in token ? token.offset : 0;
		}
		const inner =
			'items' in token
				? token.items.flatMap(item => [item.key, item.value])
				: token.type === 'document'
					? [token.value]
					: [];
		open.push(...inner.flatMap(child => (child ? [{token: child, depth: depth + 1}] : [])));
	}
	return undefined;
};

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
	const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
	const deep = tooDeep(tokens);
	if (deep !== undefined) {
		return {ok: false, problem: problemAt(lineCounter, deep, `Nested deeper than ${maxDepth} levels`)};
	}
	const documents = [...new Composer({...options, lineCounter}).compose(tokens)];
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
