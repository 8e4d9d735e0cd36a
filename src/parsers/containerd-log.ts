import {parseTimestamp} from './timestamp.ts';

/** A line of containerd: `time="2026-11-22T08:16:18.123456789Z" level=error msg="…" error="…"`. */
export interface ContainerdLine {
	/** Milliseconds since the epoch. */
	readonly time: number;
	/** `info`, `warning`, `error` … */
	readonly level: string;
	readonly message: string;
	/** What went wrong, where the line says so in a field of its own. */
	readonly error?: string;
}

/** Of logrus: a value has quotes where it holds more than letters, digits and a few signs. */
const fieldPattern = /([\w.-]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;

/** Go quotes as JSON does, but for bytes that are no text: these stay as they are. */
const unquoted = (text: string): string => {
	try {
		return JSON.parse(`"${text}"`) as string;
	} catch {
		return text.replaceAll('\\"', '"');
	}
};

const lineOf = (text: string): ContainerdLine | undefined => {
	if (!text.startsWith('time=')) {
		return undefined;
	}
	const fields = new Map(
		[...text.matchAll(fieldPattern)].map(([, key = '', quoted, bare = '']) => [
			key,
			quoted === undefined ? bare : unquoted(quoted),
		]),
	);
	const [level, message, error] = ['level', 'msg', 'error'].map(key => fields.get(key));
	if (level === undefined || message === undefined) {
		return undefined;
	}
	try {
		const time = parseTimestamp(fields.get('time') ?? '');
		return {time, level, message, ...(error !== undefined && {error})};
	} catch {
		return undefined;
	}
};

/**
 * The lines that containerd wrote; what its shims print between them is left out, and the half of a line at the start of
 * a tail. https://github.com/sirupsen/logrus/blob/master/text_formatter.go
 */
export const parseContainerdLog = (text: string): readonly ContainerdLine[] =>
	text.split('\n').flatMap(line => lineOf(line) ?? []);
