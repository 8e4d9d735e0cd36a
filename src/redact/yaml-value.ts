import {endOfLine, endOfQuoted, matchAt, type Place} from './place.ts';

/** A part of a text that may be a secret. */
export interface Span {
	readonly start: number;
	readonly end: number;
	/** Quotes that a mask needs here: a JSON number becomes a string. */
	readonly wrap?: string;
	/** Whether it may be a word of a sentence, the argument of a flag that a sentence names, or a line of a secret. */
	readonly as?: 'word' | 'argument' | 'line';
}

export const openQuote = /\\*["']/y;
/** Maps, lists and aliases. */
const structure = /[{[]|[-?][ \t]|\*/y;
const flowForm = /[^,}\]\n]+/y;
const block = /[|>][\d+-]{0,2}[ \t]*(?:#[^\n]*)?(?=\r?\n|\\+[nr]|$)/y;

/** Without the white space at its end. */
export const trimmed = (text: string, start: number, end: number): Span => {
	const rest = text.slice(start, end).trimEnd();
	return {start, end: start + rest.length - (/\\+r$/.exec(rest.slice(-9))?.[0].length ?? 0)};
};

/** What stands between quotes that open at `at`. */
export const quoted = (text: string, at: number, place: Place): Span | undefined => {
	const quote = matchAt(openQuote, text, at)?.[0];
	return quote === undefined
		? undefined
		: {start: at + quote.length, end: endOfQuoted(text, at + quote.length, quote, place)};
};

/** The lines below a key that are indented more, each without its indentation: those of a YAML block scalar. */
const linesBelow = (text: string, at: number, place: Place, limit = Infinity): readonly Span[] => {
	const lines: Span[] = [];
	const lineBreak = place.level === 0 ? '\n' : `${'\\'.repeat(place.level)}n`;
	let end = endOfLine(text, at, place);
	while (lines.length < limit && text.startsWith(lineBreak, end)) {
		const from = end + lineBreak.length;
		const indent = matchAt(/[ ]*/y, text, from)?.[0].length ?? 0;
		end = endOfLine(text, from + indent, place);
		const line = trimmed(text, from + indent, end);
		if (line.end > line.start && indent <= (place.indent ?? 0)) {
			break;
		}
		lines.push({...line, as: 'line'});
	}
	return lines;
};

/** A scalar that YAML's writers put on a line of its own. */
const scalarBelow = (text: string, at: number, place: Place): readonly Span[] =>
	linesBelow(text, at, place, 1)
		.filter(({start, end}) => /^[\w$/+=.~][^\s"'\\]*[^\s:"'\\]$/.test(text.slice(start, end)))
		.map(({start, end}) => ({start, end}));

const yamlPlain = (text: string, at: number, place: Place): readonly Span[] => {
	const line = endOfLine(text, at, place);
	if (place.inFlow) {
		const end = at + (matchAt(flowForm, text, at)?.[0].length ?? 0);
		return [trimmed(text, at, Math.min(end, line))];
	}
	const end =
		place.enclosing === undefined ? line : Math.min(line, endOfQuoted(text, at, place.enclosing, place));
	const [value = ''] = text.slice(at, end).split(/(?:^|[ \t])#/, 1);
	const plain = trimmed(text, at, at + value.length);
	return plain.start === plain.end && place.indent !== undefined ? scalarBelow(text, at, place) : [plain];
};

/** A string in quotes; in YAML it may go on in further lines that are indented more than its key. */
const yamlQuoted = (text: string, at: number, quote: string, place: Place): readonly Span[] => {
	const start = at + quote.length;
	const end = endOfQuoted(text, start, quote, place);
	const isOpen = place.level === 0 && place.indent !== undefined && !text.startsWith(quote, end);
	const below = isOpen ? linesBelow(text, start, place, 100) : [];
	const last = below.findIndex(line => endOfQuoted(text, line.start, quote, place) < line.end);
	const closing = below[last];
	return closing === undefined
		? [{start, end}]
		: [
				{start, end, as: 'line'},
				...below.slice(0, last),
				{...closing, end: endOfQuoted(text, closing.start, quote, place)},
			];
};

/** A YAML value: in quotes, as long as its line, or below it. */
export const yamlValue = (text: string, from: number, place: Place): readonly Span[] => {
	const at = from + (matchAt(/(?:[&!][\w!:/.-]*[ \t]+)*/y, text, from)?.[0].length ?? 0);
	if (matchAt(block, text, at) !== undefined) {
		return linesBelow(text, at, place);
	}
	const quote = matchAt(openQuote, text, at)?.[0];
	const length = quote?.endsWith('"') ? place.level * 2 || 1 : 1;
	const isContent = place.indent !== undefined && quote?.length !== length;
	if (quote !== undefined && !isContent) {
		const isEmpty = quote === place.enclosing || endOfLine(text, at, place) <= at;
		return isEmpty ? [] : yamlQuoted(text, at, quote, place);
	}
	return matchAt(structure, text, at) === undefined ? yamlPlain(text, at, place) : [];
};
