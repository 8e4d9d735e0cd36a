type Labels = Readonly<Record<string, string>>;

interface Reader {
	readonly labels: Labels;
	/** What is left to read. */
	readonly tokens: string[];
}

const token = /\s*(&&|\|\||==|!=|[!(){},]|"[^"]*"|'[^']*'|[\w./-]+)/y;

const tokensOf = (text: string): string[] => {
	const tokens: string[] = [];
	token.lastIndex = 0;
	while (token.lastIndex < text.length) {
		const start = token.lastIndex;
		const [, found] = token.exec(text) ?? [];
		if (found === undefined) {
			throw new Error(`expected a selector, got ${JSON.stringify(text.slice(start))}`);
		}
		tokens.push(found);
	}
	return tokens;
};

const skip = ({tokens}: Reader, ...wanted: readonly string[]): void => {
	for (const next of wanted) {
		const found = tokens.shift();
		if (found !== next) {
			throw new Error(`expected ${next} in a selector, got ${found ?? 'its end'}`);
		}
	}
};

const quotedText = ({tokens}: Reader): string => {
	const found = tokens.shift() ?? '';
	if (!/^["']/.test(found)) {
		throw new Error(`expected a value in quotes in a selector, got ${found}`);
	}
	return found.slice(1, -1);
};

const setOf = (reader: Reader): readonly string[] => {
	const members: string[] = [];
	skip(reader, '{');
	while (reader.tokens[0] !== '}') {
		members.push(quotedText(reader));
		if (reader.tokens[0] !== '}') {
			skip(reader, ',');
		}
	}
	skip(reader, '}');
	return members;
};

const comparison = (reader: Reader): boolean => {
	const own = reader.labels[reader.tokens.shift() ?? ''];
	const operator = reader.tokens.shift();
	switch (operator) {
		case '==':
			return own === quotedText(reader);
		case '!=':
			return own !== quotedText(reader);
		case 'in': {
			const members = setOf(reader);
			return own !== undefined && members.includes(own);
		}
		case 'not': {
			skip(reader, 'in');
			const members = setOf(reader);
			return own === undefined || !members.includes(own);
		}
		case 'contains':
			return own?.includes(quotedText(reader)) === true;
		default:
			throw new Error(`expected an operator in a selector, got ${operator ?? 'its end'}`);
	}
};

const term = (reader: Reader): boolean => {
	switch (reader.tokens[0]) {
		case '!':
			skip(reader, '!');
			return !term(reader);
		case '(': {
			skip(reader, '(');
			const inner = alternatives(reader);
			skip(reader, ')');
			return inner;
		}
		case 'all':
			skip(reader, 'all', '(', ')');
			return true;
		case 'has': {
			skip(reader, 'has', '(');
			const key = reader.tokens.shift() ?? '';
			skip(reader, ')');
			return Object.hasOwn(reader.labels, key);
		}
		default:
			return comparison(reader);
	}
};

/** Reads every part, whatever the first one says. */
const joined = (reader: Reader, by: '&&' | '||', part: (reader: Reader) => boolean): boolean => {
	const parts = [part(reader)];
	while (reader.tokens[0] === by) {
		skip(reader, by);
		parts.push(part(reader));
	}
	return by === '&&' ? parts.every(Boolean) : parts.some(Boolean);
};

const alternatives = (reader: Reader): boolean => joined(reader, '||', inner => joined(inner, '&&', term));

/**
 * Whether a selector of Calico, such as `rack == 'a' && !has(edge)`, chooses what has these labels; undefined for one that is
 * not understood. https://docs.tigera.io/calico/latest/reference/resources/ippool#selectors
 */
export const isSelected = (selector: string, labels: Labels): boolean | undefined => {
	// An empty one chooses everything.
	if (selector.trim() === '') {
		return true;
	}
	try {
		const reader = {labels, tokens: tokensOf(selector.trim())};
		const isChosen = alternatives(reader);
		return reader.tokens.length === 0 ? isChosen : undefined;
	} catch {
		return undefined;
	}
};
