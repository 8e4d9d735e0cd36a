import {endOfLine, endOfQuoted, type Key, matchAt, type Place, placeOf} from './place.ts';
import {openQuote, quoted, type Span, trimmed, yamlValue} from './yaml-value.ts';

const gap = String.raw`(?:[ \t\r\n]|\\+[nrt])*`;
const literal = /-?\d[\w.+-]*(?=[\s,}\]\\]|$)/y;
const wordForm = /(?:[^\s"'\\\0]|\\+(?!["'nrt\\]))+/y;
const queryForm = /(?:[^\s"'\\\0&#]|\\+(?!["'nrt\\]|u0026))+/y;
const nextSetting = /\s(?:[A-Za-z_]\w*=|--?[A-Za-z])/;

/** A quote after which nothing can begin closes the text around the key. */
const isClosing = (text: string, at: number): boolean =>
	matchAt(/\\*["'](?=\\*["']?(?:[\s,}\]):;]|\\+[nr]|$))/y, text, at) !== undefined;

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

const pairOf = (between: string, after: string): RegExp =>
	new RegExp(String.raw`${between}\\*["']?value\\*["']?[ \t]*[:=]${after}`, 'iy');
const quotedPair = pairOf(String.raw`(?:[ \t\r\n,]|\\+[nrt])+`, gap);
/** On the same line: what stands below may be a map. */
const yamlPair = pairOf(String.raw`[ \t\r]*(?:\n|\\+n)[ \t]*`, String.raw`[ \t]*`);
const quotedSeparator = new RegExp(String.raw`[ \t]*(?::|=>?)${gap}`, 'y');
const argumentSeparator = new RegExp(`${gap}(?:,${gap})?(?:- +)?`, 'y');

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

/** `--token x`; in YAML lists also `- --token` before `- x`, and `[--token, x]`. */
const afterFlag = (text: string, key: Key): readonly (Span | undefined)[] => {
	const place = placeOf(text, key);
	const space = matchAt(/[ \t]+|\0/y, text, key.end)?.[0];
	if (space !== undefined) {
		return [argument(text, key.end + space.length, place)];
	}
	const item = matchAt(/[ \t\r]*(?:\n|\\+n)[ \t]*- +/y, text, key.end)?.[0];
	if (item !== undefined) {
		const isMap = matchAt(/[^\s"']+:(?=\s|$)/y, text, key.end + item.length) !== undefined;
		if (place.indent === undefined || isMap) {
			return [];
		}
		const indent = Math.max(0, place.indent - 2);
		return yamlValue(text, key.end + item.length, {...place, indent, inFlow: false});
	}
	const comma = matchAt(/,[ \t]+/y, text, key.end)?.[0];
	const isInList = /\[[^\][("']*$/.test(text.slice(Math.max(0, key.start - 200), key.start));
	return comma === undefined || !isInList
		? []
		: yamlValue(text, key.end + comma.length, {...place, inFlow: true});
};

const afterBareKey = (text: string, key: Key): readonly (Span | undefined)[] => {
	const equals = matchAt(/[ \t]*=>?(?!=)[ \t]*/y, text, key.end)?.[0];
	if (equals !== undefined) {
		return assigned(text, key.end + equals.length, placeOf(text, key));
	}
	if (key.name.startsWith('-')) {
		return afterFlag(text, key);
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
