/** A name that may be a key, where it stands in a text. */
export interface Key {
	readonly name: string;
	readonly start: number;
	readonly end: number;
}

/** What surrounds a key: decides how far its value reaches. */
export interface Place {
	/** Backslashes that a line break takes here: 0 in plain text, 1 in a JSON string, 2 in one within another. */
	readonly level: number;
	/** Column of a key that begins its line; without it there is other text before the key. */
	readonly indent?: number;
	/** The quote that opened right before the key, and so closes after its value. */
	readonly enclosing?: string;
	readonly inFlow: boolean;
	readonly separator: '\n' | '\0';
}

const maximum = 128;
/**
 * A line break, or a quote that opens: before spaces that is one behind `:` and the like, not one that closes.
 * Then spaces, dashes of lists and the domain of an annotation.
 */
const lineStart =
	/(?:([\n\0])|(\\+)[nr]|((?<=[:=[,({]\s{0,9})\\*["']|\\*["'](?![ \t])))([ \t]*(?:- +)*(?:export +)?)(?:[\w-]+(?:\.[\w-]+)+\/)?$/;

/** The start of a flow mapping with whole entries only: `{"msg": "the` is the middle of a sentence. */
const openFlow = /\{(?:\s*[\w."'-]+\s*:\s*(?:\\*"[^"]*"|'[^']*'|[^"',{}]*),)*\s*$/;

/** Matches a sticky pattern at one position. */
export const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | undefined => {
	pattern.lastIndex = at;
	return pattern.exec(text) ?? undefined;
};

/** The whole name around a hit; nothing when it is too long for a key, such as a hit within base64. */
export const keyAt = (text: string, from: number, to: number): Key | undefined => {
	let start = from;
	while (start > 0 && from - start < maximum && /[\w.-]/.test(text.charAt(start - 1))) {
		start -= 1;
	}
	if (text.charAt(start - 1) === '\\') {
		start += /^(?:[nrt]|u[0-9a-fA-F]{4})/.exec(text.slice(start, from))?.[0].length ?? 0;
	}
	const rest = matchAt(/[\w-]{0,128}(?:\.[\w-]{1,128}){0,4}/y, text, to)?.[0] ?? '';
	const end = to + rest.length;
	return end - start < maximum ? {name: text.slice(start, end), start, end} : undefined;
};

export const placeOf = (text: string, key: Key): Place => {
	const from = Math.max(0, key.start - 200);
	const before = `${from === 0 ? '\n' : ''}${text.slice(from, key.start)}`;
	const [, lineBreak, escaped, quote, indent] = lineStart.exec(before) ?? [];
	const escapes = escaped ?? (indent === undefined ? /(\\+)n[^\n]*$/.exec(before)?.[1] : undefined);
	const isEnvironment = lineBreak === '\0' || (key.start === 0 && text.includes('\0'));
	return {
		level: lowestBit(escapes?.length ?? (quote?.endsWith('"') ? quote.length : 0)),
		...(indent !== undefined && {indent: indent.length}),
		...(quote !== undefined && {enclosing: quote}),
		inFlow: openFlow.test(before),
		separator: isEnvironment ? '\0' : '\n',
	};
};

const lowestBit = (count: number): number => count & -count;

/**
 * Where the first line break or quote is that belongs to a string `level` deep, or to one around it; every level of
 * JSON doubles the backslashes: a break takes 1, 2, 4 …, a quote 0, 1, 3 ….
 */
const endInString = (text: string, from: number, level: number, marks: RegExp): number => {
	marks.lastIndex = from;
	for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
		const slashes = match[1]?.length ?? 0;
		const isQuote = match[0].endsWith('"');
		const own = lowestBit(isQuote ? slashes + 1 : slashes);
		if (match[1] === undefined || (match[2] !== '' && own <= level)) {
			return match.index + slashes - (isQuote ? own - 1 : own);
		}
	}
	return text.length;
};

/** Where the line ends that holds `from`: at its break, or where the string around it closes. */
export const endOfLine = (
	text: string,
	from: number,
	{level, separator}: Pick<Place, 'level' | 'separator'>,
): number => {
	if (level > 0) {
		return endInString(text, from, level, /(\\+)([n"]?)|["\n]/g);
	}
	const end = text.indexOf(separator, from);
	return end === -1 ? text.length : end;
};

/** Where a string closes that `quote` opened before `from`, or where its line ends. */
export const endOfQuoted = (text: string, from: number, quote: string, place: Place): number => {
	if (quote.endsWith('"')) {
		return endInString(text, from, quote.length, /(\\+)("?)|["\n]/g);
	}
	const line = endOfLine(text, from, place);
	const end = from + (matchAt(/(?:[^'\n]|'')*/y, text, from)?.[0].length ?? 0);
	if (end < line || place.indent !== undefined) {
		return Math.min(end, line);
	}
	return from + (matchAt(/(?:[^'"\n\\]|\\+[^n"'\\])*/y, text, from)?.[0].length ?? 0);
};
