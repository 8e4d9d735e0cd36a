/** The candidate that a mistyped word most likely meant, or one that it begins; `undefined` when none is near. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
	const tolerance = Math.max(2, Math.floor(word.length / 3));
	const ranked = candidates
		.map(candidate => ({candidate, distance: editDistance(word, candidate)}))
		.filter(({distance}) => distance <= tolerance && distance < word.length)
		.sort((one, other) => one.distance - other.distance);
	return ranked[0]?.candidate ?? candidates.find(candidate => candidate.startsWith(word));
};

const editDistance = (one: string, other: string): number => {
	let previous = Array.from({length: other.length + 1}, (_, column) => column);
	for (let row = 1; row <= one.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= other.length; column += 1) {
			const substitution = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
			current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
		}
		previous = current;
	}
	return previous[other.length] ?? 0;
};
