type Tree = Map<string, Tree>;

/** Splits `metadata.annotations["flannel.alpha.coreos.com/public-ip"]` into its keys; undefined when it is malformed. */
export const parseFieldPath = (path: string): readonly string[] | undefined => {
	const keys: string[] = [];
	const part = /\.?([\w$-]+)|\["((?:[^"\\]|\\.)*)"\]/y;
	while (part.lastIndex < path.length) {
		const found = part.exec(path);
		if (found === null) {
			return undefined;
		}
		keys.push(found[1] ?? JSON.parse(`"${found[2]}"`));
	}
	return keys.length === 0 || path.startsWith('.') ? undefined : keys;
};

/** Keeps only the named fields of a JSON value; arrays are mapped through. Throws on a malformed path. */
export const selectFields = (paths: readonly string[]): ((value: unknown) => unknown) => {
	const tree: Tree = new Map();
	for (const path of paths) {
		const keys = parseFieldPath(path);
		if (keys === undefined) {
			throw new Error(`expected a field path such as metadata.annotations["a/b"], got ${path}`);
		}
		plant(tree, keys);
	}
	return value => prune(value, tree);
};

/** A shorter path keeps everything below it, also where a longer one was given. */
const plant = (tree: Tree, [key, ...rest]: readonly string[]): void => {
	if (key === undefined) {
		tree.clear();
		return;
	}
	const known = tree.get(key);
	if (known === undefined) {
		const branch: Tree = new Map();
		tree.set(key, branch);
		plant(branch, rest);
	} else if (known.size > 0) {
		plant(known, rest);
	}
};

const prune = (value: unknown, tree: Tree): unknown => {
	if (tree.size === 0) {
		return value;
	}
	if (Array.isArray(value)) {
		return value.map(item => prune(item, tree)).filter(item => item !== undefined);
	}
	if (typeof value !== 'object' || value === null) {
		return undefined;
	}
	const kept = [...tree].flatMap(([key, branch]) => {
		const child = Object.hasOwn(value, key)
			? prune((value as Record<string, unknown>)[key], branch)
			: undefined;
		return child === undefined ? [] : [[key, child] as const];
	});
	return Object.fromEntries(kept);
};
