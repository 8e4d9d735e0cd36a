import {endOfLine, endOfQuoted, type Key, matchAt, type Place, placeOf} from './place.ts';

/** A part of a text that may be a secret. */
export interface Span {
	readonly start: number;
	readonly end: number;
	/** Quotes that a mask needs here: a JSON number becomes a string. */
	readonly wrap?: string;
	/** Whether it may be a word of a sentence, the argument of a flag that a sentence names, or a line of a secret. */
	readonly as?: 'word' | 'argument' | 'line';
}

const gap = String.raw`(?:[ \t\r\n]|\\+[nrt])*`;
const openQuote = /\\*["']/y;
/** Maps, lists and aliases; a mask of our own is none of them. */
const structure = /[{[]|\*(?!\*)/y;
const literal = /-?\d[\w.+-]*(?=[\s,}\]\\]|$)/y;
const wordForm = /(?:[^\s"'\\\0]|\\+(?!["'nrt\\]))+/y;
const flowForm = /[^,}\]\n]+/y;
const queryForm = /(?:[^\s"'\\\0&#]|\\+(?!["'nrt\\]|u0026))+/y;
const block = /[|>][\d+-]{0,2}[ \t]*(?:#[^\n]*)?(?=\r?\n|\\+[nr]|$)/y;
const nextSetting = /\s(?:[A-Za-z_]\w*=|--?[A-Za-z])/;

const trimmed = (text: string, start: number, end: number): Span => {
	const rest = text.slice(start, end).trimEnd();
	return {start, end: start + rest.length - (/\\+r$/.exec(rest.slice(-9))?.[0].length ?? 0)};
};

const quoted = (text: string, at: number, place: Place): Span | undefined => {
	const quote = matchAt(openQuote, text, at)?.[0];
	return quote === undefined
		? undefined
		: {start: at + quote.length, end: endOfQuoted(text, at + quote.length, quote, place)};
};

/** A quote after which nothing can begin closes the text around the key. */
const isClosing = (text: string, at: number): boolean =>
	matchAt(/\\*["'](?=[\s,}\]):;]|\\+[nr]|$)/y, text, at) !== undefined;

const word = (text: string, at: number, as?: Span['as']): Span | undefined => {
	const isQuery = /[?&]|u0026/.test(
		text
			.slice(Math.max(0, at - 160), at)
			.split(/\s/)
			.at(-1) ?? '',
	);
	const found = matchAt(isQuery ? queryForm : wordForm, text, at)?.[0];
	if (found === undefined) {
		return undefined;
	}
	const [first = ''] = found.split(/[,;](?=[A-Za-z][\w.-]*=)/, 1);
	const bare = first.replace(/[,;)}\]]{1,8}$/, '');
	return {start: at, end: at + bare.length, ...(as !== undefined && {as})};
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
		.map(({start, end}) => ({start, end, wrap: "'"}));

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
const yamlValue = (text: string, from: number, place: Place): readonly Span[] => {
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

/** What follows `KEY=`. */
const assigned = (text: string, at: number, place: Place): readonly (Span | undefined)[] => {
	if (matchAt(openQuote, text, at) !== undefined) {
		return isClosing(text, at) ? [] : [quoted(text, at, place)];
	}
	if (place.enclosing !== undefined) {
		return [{start: at, end: endOfQuoted(text, at, place.enclosing, place)}];
	}
	const end = endOfLine(text, at, place);
	const isWholeLine = place.indent !== undefined && !nextSetting.test(text.slice(at, end));
	return [isWholeLine || place.separator === '\0' ? trimmed(text, at, end) : word(text, at)];
};

const pairOf = (between: string): RegExp =>
	new RegExp(String.raw`${between}\\*["']?value\\*["']?[ \t]*[:=]${gap}`, 'iy');
const quotedPair = pairOf(String.raw`(?:[ \t\r\n,]|\\+[nrt])+`);
const yamlPair = pairOf(String.raw`[ \t\r]*(?:\n|\\+n)[ \t]*`);
const quotedSeparator = new RegExp(String.raw`[ \t]*(?::|=>?)${gap}`, 'y');
const argumentSeparator = new RegExp(`${gap},?${gap}(?:- +)?`, 'y');

const placeOfQuoted = (text: string, key: Key, quote: string): Place => {
	const place = placeOf(text, {...key, start: text.lastIndexOf(quote, key.start - 1)});
	return {...place, inFlow: place.inFlow || place.indent === undefined, level: quote.length >> 1};
};

const afterQuotedKey = (text: string, key: Key, quote: string): readonly (Span | undefined)[] => {
	const after = key.end + quote.length;
	const isWhole = text.startsWith(quote, key.start - quote.length);
	const separator =
		matchAt(quotedSeparator, text, after) ?? (isWhole ? matchAt(quotedPair, text, after) : undefined);
	if (separator === undefined) {
		const next = key.name.startsWith('-') ? matchAt(argumentSeparator, text, after)?.[0] : undefined;
		return next ? [quoted(text, after + next.length, placeOfQuoted(text, key, quote))] : [];
	}
	const at = after + separator[0].length;
	const number = matchAt(literal, text, at)?.[0];
	if (number !== undefined) {
		return [{start: at, end: at + number.length, wrap: quote}];
	}
	const isBelow = separator[0].includes('\n') && matchAt(openQuote, text, at) === undefined;
	return isBelow ? [] : yamlValue(text, at, placeOfQuoted(text, key, quote));
};

/** What follows `--flag `. */
const argument = (text: string, at: number, place: Place): Span | undefined => {
	if (matchAt(openQuote, text, at) === undefined) {
		return word(text, at, 'argument');
	}
	return isClosing(text, at) ? undefined : quoted(text, at, place);
};

const afterColon = (text: string, at: number, place: Place): readonly (Span | undefined)[] => {
	if (place.indent !== undefined || place.inFlow) {
		return yamlValue(text, at, place);
	}
	return isClosing(text, at) ? [] : [quoted(text, at, place) ?? word(text, at, 'word')];
};

const afterBareKey = (text: string, key: Key): readonly (Span | undefined)[] => {
	const equals = matchAt(/[ \t]*=>?(?!=)[ \t]*/y, text, key.end)?.[0];
	if (equals !== undefined) {
		return assigned(text, key.end + equals.length, placeOf(text, key));
	}
	if (key.name.startsWith('-')) {
		const next = matchAt(/[ \t]+|\0|[ \t\r]*(?:\n|\\+n)[ \t]*- +/y, text, key.end)?.[0];
		return next === undefined ? [] : [argument(text, key.end + next.length, placeOf(text, key))];
	}
	const colon = matchAt(/[ \t]*:(?=[\s\0]|\\+[nrt"]|$)[ \t]*/y, text, key.end)?.[0];
	if (colon !== undefined) {
		return afterColon(text, key.end + colon.length, placeOf(text, key));
	}
	if (/pass/i.test(key.name) && text.charAt(key.end) === ':' && text.charAt(key.start - 1) !== '/') {
		return [word(text, key.end + 1, 'word')];
	}
	const isNamed = /(?:name|key): *$/i.test(text.slice(Math.max(0, key.start - 8), key.start));
	const pair = isNamed ? matchAt(yamlPair, text, key.end)?.[0] : undefined;
	return pair === undefined
		? []
		: yamlValue(text, key.end + pair.length, {
				level: pair.includes('\n') ? 0 : 1,
				inFlow: false,
				separator: '\n',
			});
};

/** Where the value of a key stands, in YAML, JSON, environment, ini, flags and arguments, at any depth of escaping. */
export const valuesOf = (text: string, key: Key): readonly Span[] => {
	const quote = matchAt(openQuote, text, key.end)?.[0];
	const spans = quote === undefined ? afterBareKey(text, key) : afterQuotedKey(text, key, quote);
	return spans.filter(span => span !== undefined).filter(span => span.end > span.start);
};
