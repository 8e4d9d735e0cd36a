import {shown} from './json-value.ts';
import {type Parsed, type Problem, positionAt, problemText} from './parsed.ts';

type Wanted =
	| 'a value'
	| 'a value or "]"'
	| 'a key'
	| 'a key or "}"'
	| '":"'
	| '"," or "}"'
	| '"," or "]"'
	| 'the end';

const space = /[ \t\n\r]*/y;
const stringStart = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const mark = /[{}[\],:]/y;

const matchAt = (pattern: RegExp, text: string, offset: number): string | undefined => {
	pattern.lastIndex = offset;
	return pattern.exec(text)?.[0];
};

const lexemeAt = (text: string, offset: number): string | undefined => {
	const start = matchAt(stringStart, text, offset);
	if (start !== undefined) {
		return text[offset + start.length] === '"' ? `${start}"` : undefined;
	}
	return matchAt(mark, text, offset) ?? matchAt(scalar, text, offset);
};

const afterValue = (open: readonly string[]): Wanted => {
	const container = open.at(-1);
	if (container === undefined) {
		return 'the end';
	}
	return container === '{' ? '"," or "}"' : '"," or "]"';
};

const isScalar = (lexeme: string): boolean => !/^[{}[\],:]$/.test(lexeme);

/** What JSON allows after a lexeme, or `undefined` when it does not allow the lexeme; keeps `open` up to date. */
const follow = (wanted: Wanted, lexeme: string, open: string[]): Wanted | undefined => {
	if ((lexeme === '}' || lexeme === ']') && wanted.includes(`"${lexeme}"`)) {
		open.pop();
		return afterValue(open);
	}
	switch (wanted) {
		case 'a key':
		case 'a key or "}"':
			return lexeme.startsWith('"') ? '":"' : undefined;
		case '":"':
			return lexeme === ':' ? 'a value' : undefined;
		case '"," or "}"':
			return lexeme === ',' ? 'a key' : undefined;
		case '"," or "]"':
			return lexeme === ',' ? 'a value' : undefined;
		case 'a value':
		case 'a value or "]"':
			if (lexeme === '{' || lexeme === '[') {
				open.push(lexeme);
				return lexeme === '{' ? 'a key or "}"' : 'a value or "]"';
			}
			return isScalar(lexeme) ? afterValue(open) : undefined;
		case 'the end':
			return undefined;
	}
};

const problemAt = (text: string, offset: number, wanted: string): Problem => {
	const rest = text.slice(offset, offset + 20).split('\n')[0] ?? '';
	const got = offset >= text.length ? 'the end of the text' : shown(rest === '' ? '\n' : rest);
	return {message: `expected ${wanted}, got ${got}`, ...positionAt(text, offset)};
};

/** V8 words its messages differently per version and often leaves the position out, so the first damage is looked for here. */
const firstProblem = (text: string): Problem => {
	const open: string[] = [];
	let wanted: Wanted = 'a value';
	let offset = 0;
	for (;;) {
		offset += matchAt(space, text, offset)?.length ?? 0;
		const lexeme = lexemeAt(text, offset);
		const next: Wanted | undefined = lexeme === undefined ? undefined : follow(wanted, lexeme, open);
		if (lexeme === undefined || next === undefined) {
			const broken =
				/^a (?:key|value)/.test(wanted) && lexeme === undefined
					? matchAt(stringStart, text, offset)
					: undefined;
			return broken === undefined
				? problemAt(text, offset, wanted)
				: problemAt(text, offset + broken.length, 'the rest of a string');
		}
		wanted = next;
		offset += lexeme.length;
	}
};

/** JSON with the line and column of the first damage. */
export const parseJsonText = (text: string): Parsed<unknown> => {
	try {
		return {ok: true, value: JSON.parse(text)};
	} catch {
		return {ok: false, problem: firstProblem(text)};
	}
};

/** Keys that one object has more than once, of which only the last counts; empty for what is no JSON. */
export const repeatedKeys = (text: string): readonly string[] => {
	const open: string[] = [];
	const known: Set<string>[] = [];
	const repeated = new Set<string>();
	let wanted: Wanted = 'a value';
	let offset = 0;
	for (;;) {
		offset += matchAt(space, text, offset)?.length ?? 0;
		const lexeme = lexemeAt(text, offset);
		const next: Wanted | undefined = lexeme === undefined ? undefined : follow(wanted, lexeme, open);
		if (lexeme === undefined || next === undefined) {
			return wanted === 'the end' && offset >= text.length ? [...repeated] : [];
		}
		if (next === '":"') {
			const keys = known[open.length] ?? new Set();
			known[open.length] = keys;
			if (keys.has(lexeme)) {
				repeated.add(String(JSON.parse(lexeme)));
			}
			keys.add(lexeme);
		} else if (lexeme === '{') {
			known[open.length] = new Set();
		}
		wanted = next;
		offset += lexeme.length;
	}
};

/** JSON whose damage is an error. */
export const jsonFrom = (text: string): unknown => {
	const parsed = parseJsonText(text);
	if (!parsed.ok) {
		throw new Error(`not JSON: ${problemText(parsed.problem)}`);
	}
	return parsed.value;
};
