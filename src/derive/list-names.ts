/** `a`, `a and b`, `a, b and c`: all names in a sentence. */
export const listAll = (names: readonly string[]): string =>
	names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The same, but never more than three: `a, b and 5 more`. */
export const listNames = (names: readonly string[]): string =>
	listAll(names.length <= 3 ? names : [...names.slice(0, 2), `${names.length - 2} more`]);
