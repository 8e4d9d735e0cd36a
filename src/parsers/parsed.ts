/** What is wrong with a text, and where; line and column count from 1. */
export interface Problem {
	readonly message: string;
	readonly line?: number;
	readonly column?: number;
}

/** A problem in one line, with its place where that is known. */
export const problemText = ({message, line, column}: Problem): string =>
	line === undefined
		? message
		: `${message} (line ${line}${column === undefined ? '' : `, column ${column}`})`;

/** A model, or what is wrong with its text: for files whose damage is itself evidence. */
export type Parsed<Model> =
	| {readonly ok: true; readonly value: Model}
	| {readonly ok: false; readonly problem: Problem};

/** Line and column of an offset, both from 1. */
export const positionAt = (
	text: string,
	offset: number,
): {readonly line: number; readonly column: number} => {
	const before = text.slice(0, offset);
	return {line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) + 1};
};

/** Turns a throwing parser into one that returns its error as a problem without position. */
export const attempt = <Model>(parse: () => Model): Parsed<Model> => {
	try {
		return {ok: true, value: parse()};
	} catch (error) {
		return {ok: false, problem: {message: error instanceof Error ? error.message : String(error)}};
	}
};
