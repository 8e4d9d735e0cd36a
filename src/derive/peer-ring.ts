/** FNV-1a with the finaliser of MurmurHash3, so that names that differ in one digit land far apart. */
const hashOf = (text: string): number => {
	let hash = 0x811c9dc5;
	for (const character of text) {
		hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
	}
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
};

const compareOnRing = (one: string, other: string): number =>
	hashOf(one) - hashOf(other) || (one < other ? -1 : Number(one > other));

/**
 * The next `count` names after `self` on a ring sorted by hash: the same on every run, each node asked by as many
 * others as it asks itself, and hardly changed by a node that joins or leaves.
 */
export const ringNeighbours = (names: readonly string[], self: string, count: number): readonly string[] => {
	const others = [...new Set(names)].filter(name => name !== self).toSorted(compareOnRing);
	const behind = others.filter(name => compareOnRing(name, self) > 0);
	return [...behind, ...others.slice(0, others.length - behind.length)].slice(0, count);
};
