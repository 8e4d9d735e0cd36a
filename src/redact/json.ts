/** What to write instead of a string, or the string itself. */
export interface JsonRedaction {
	/** The value of a key, of an argument, or of the pair of a `name` and a `value`. */
	readonly named: (name: string, value: string) => string;
	readonly text: (text: string) => string;
}

const tokens = /"((?:[^"\\]|\\.)*)"|-?\d[\d.eE+-]*|[{}[\],:]/g;

const isJson = (text: string): boolean => {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
};

/**
 * Rewrites the strings of a JSON document in place: its layout stays, it cannot become invalid, and each string is
 * judged by what it says, not by how it is escaped. Undefined for what is no JSON object or array.
 */
export const redactJson = (text: string, redaction: JsonRedaction): string | undefined => {
	if (!/^\s*[[{]/.test(text) || !isJson(text)) {
		return undefined;
	}
	/** The string before, and whether a colon or a comma stands between. */
	let previous = '';
	let separator = '';
	/** What a `name` or `key` in the same object said: it names the `value` beside it. */
	let named = '';
	const rewritten = (token: string, inner: string | undefined): string => {
		const name = separator === ':' ? (previous === 'value' && named !== '' ? named : previous) : '';
		const argument = separator === ',' && previous.startsWith('-') ? previous : '';
		const value = inner === undefined ? token : decoded(token, inner);
		if (separator === ':' && (previous === 'name' || previous === 'key')) {
			named = value;
		}
		const masked = redaction.named(name || argument, value);
		previous = value;
		if (masked !== value) {
			return JSON.stringify(masked);
		}
		const redacted = inner === undefined ? value : redaction.text(value);
		return redacted === value ? token : JSON.stringify(redacted);
	};
	return text.replace(tokens, (token: string, inner: string | undefined) => {
		if (inner === undefined && /^[{}[\],:]$/.test(token)) {
			named = token === '{' || token === '}' ? '' : named;
			previous = token === ':' || token === ',' ? previous : '';
			separator = token;
			return token;
		}
		const result = rewritten(token, inner);
		separator = '';
		return result;
	});
};

const decoded = (token: string, inner: string): string =>
	inner.includes('\\') ? (JSON.parse(token) as string) : inner;
