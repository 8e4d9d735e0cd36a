import fc from 'fast-check';

/** Texts that a cut, a lost, a doubled or a foreign piece makes of one text. */
export const damagedText = (text: string): fc.Arbitrary<string> =>
	fc
		.tuple(
			fc.nat(text.length),
			fc.nat(40),
			fc.oneof(
				fc.constant(''),
				fc.string(),
				fc.constantFrom('\0', '\uFEFF', '\uD800', '\u001B[31m', '\t', '\r\n'),
			),
		)
		.chain(([start, length, piece]) =>
			fc.constantFrom(
				text.slice(0, start),
				text.slice(start),
				text.slice(0, start) + piece + text.slice(start + length),
				text.slice(0, start + length) + text.slice(start),
			),
		);

type Path = readonly (string | number)[];

const pathsOf = (value: unknown, path: Path = []): readonly Path[] =>
	typeof value === 'object' && value !== null
		? [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
		: [path];

const replaced = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
	if (key === undefined) {
		return by;
	}
	const copy = Array.isArray(value) ? [...value] : {...(value as object)};
	const inner = (copy as Record<string | number, unknown>)[key];
	(copy as Record<string | number, unknown>)[key] = replaced(inner, rest, by);
	return copy;
};

/** JSON texts in which one value, wherever it stands, has become another. */
export const damagedJson = (text: string): fc.Arbitrary<string> => {
	const value: unknown = JSON.parse(text);
	const paths = pathsOf(value);
	return fc
		.tuple(
			fc.nat(paths.length - 1),
			fc.oneof(fc.jsonValue(), fc.constantFrom('', 'text', 0, -1, true, null, [], {})),
		)
		.map(([index, by]) => JSON.stringify(replaced(value, paths[index] ?? [], by)));
};

const typesOf = (
	value: unknown,
	path = '',
	types: Map<string, Set<string>> = new Map(),
): Map<string, Set<string>> => {
	const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
	types.set(path, (types.get(path) ?? new Set()).add(type));
	if (typeof value === 'object' && value !== null) {
		for (const [key, inner] of Object.entries(value)) {
			typesOf(inner, Array.isArray(value) ? `${path}[]` : `${path}.${key}`, types);
		}
	}
	return types;
};

/**
 * Whatever happens to a text, its parser gives a value of the same types as of the intact text, or an Error
 * that somebody wrote: no TypeError, no RangeError. `raw` are the paths that hold foreign JSON by design.
 */
export const survivesDamage = (
	parse: (text: string) => unknown,
	intact: string,
	{json = false, raw = []}: {readonly json?: boolean; readonly raw?: readonly string[]} = {},
): void => {
	const known = typesOf(parse(intact));
	const arbitrary = json ? fc.oneof(damagedText(intact), damagedJson(intact)) : damagedText(intact);
	fc.assert(
		fc.property(arbitrary, text => {
			let value: unknown;
			try {
				value = parse(text);
			} catch (error) {
				if ((error as Error).constructor !== Error || (error as Error).message === '') {
					throw error;
				}
				return;
			}
			for (const [path, types] of typesOf(value)) {
				const expected = known.get(path);
				if (expected !== undefined && !raw.some(prefix => path.startsWith(prefix))) {
					const foreign = [...types].filter(type => !expected.has(type));
					if (foreign.length > 0) {
						throw new Error(`expected ${[...expected]} at ${path}, got ${foreign}`);
					}
				}
			}
		}),
		{numRuns: 300},
	);
};
