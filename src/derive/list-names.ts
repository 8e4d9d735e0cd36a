/** `a`, `a and b`, `a, b and 5 more`: names in a sentence, never more than three. */
export const listNames = (names: readonly string[]): string => {
	const shown = names.length <= 3 ? names : [...names.slice(0, 2), `${names.length - 2} more`];
	return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
};
