export type Variables = Readonly<Record<string, string>>;

const assignment = /^([A-Za-z_]\w*)=/;

/** `/proc/<pid>/environ`: assignments that end in NUL. What is none is left out: a process may have overwritten its own. */
export const parseEnviron = (text: string): Variables =>
	Object.fromEntries(
		text.split('\0').flatMap(entry => {
			const name = assignment.exec(entry)?.[1];
			return name === undefined ? [] : [[name, entry.slice(name.length + 1)]];
		}),
	);

interface Scanned {
	readonly value: string;
	/** Offset behind the value. */
	readonly end: number;
}

const quotedValue = (text: string, start: number): Scanned => {
	const quote = text[start] ?? '';
	let value = '';
	for (let offset = start + 1; offset < text.length; offset++) {
		const character = text[offset] ?? '';
		if (character === quote) {
			return {value, end: offset + 1};
		}
		if (character === '\\' && quote === '"' && offset + 1 < text.length) {
			offset++;
			const escaped = text[offset] ?? '';
			value += escaped === '\n' ? '' : '"\\`$'.includes(escaped) ? escaped : `\\${escaped}`;
		} else {
			value += character;
		}
	}
	throw new Error(`expected the closing ${quote} of a value, got the end of the text`);
};

const bareValue = (text: string, start: number): Scanned => {
	let value = '';
	let offset = start;
	for (; offset < text.length && !'\n"\''.includes(text[offset] ?? ''); offset++) {
		const character = text[offset] ?? '';
		if (character === '\\' && offset + 1 < text.length) {
			offset++;
			value += text[offset] === '\n' ? '' : (text[offset] ?? '');
		} else {
			value += character;
		}
	}
	const isAtLineEnd = offset >= text.length || text[offset] === '\n';
	return {value: isAtLineEnd ? value.trimEnd() : value, end: offset};
};

const valueAt = (text: string, start: number): Scanned => {
	let value = '';
	let offset = start;
	while (offset < text.length && text[offset] !== '\n') {
		const isQuote = text[offset] === '"' || text[offset] === "'";
		const part = isQuote ? quotedValue(text, offset) : bareValue(text, offset);
		value += part.value;
		offset = part.end;
	}
	return {value, end: offset};
};

/**
 * A file of `KEY=value` lines as systemd's EnvironmentFile= and os-release have them, with quotes,
 * continued lines and comments. A line that is no assignment is left out, as systemd does.
 */
export const parseEnvironmentFile = (text: string): Variables => {
	const variables = new Map<string, string>();
	let offset = 0;
	while (offset < text.length) {
		const lineEnd = text.indexOf('\n', offset);
		const end = lineEnd === -1 ? text.length : lineEnd;
		const line = text.slice(offset, end);
		const [indent = ''] = /^\s*/.exec(line) ?? [];
		const name = assignment.exec(line.slice(indent.length))?.[1];
		if (name === undefined) {
			offset = end + 1;
			continue;
		}
		const start = offset + indent.length + name.length + 1;
		const blanks = /^[ \t]*/.exec(text.slice(start, end))?.[0].length ?? 0;
		const scanned = valueAt(text, start + blanks);
		variables.set(name, scanned.value);
		offset = scanned.end + 1;
	}
	return Object.fromEntries(variables);
};
