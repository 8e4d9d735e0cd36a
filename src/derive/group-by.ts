/** Items that have a key in common, in their order; one without a key is left out. */
export const groupBy = <Item>(
	items: Iterable<Item>,
	keyOf: (item: Item) => string | undefined,
): ReadonlyMap<string, readonly [Item, ...Item[]]> => {
	const groups = new Map<string, [Item, ...Item[]]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = key === undefined ? undefined : groups.get(key);
		if (group !== undefined) {
			group.push(item);
		} else if (key !== undefined) {
			groups.set(key, [item]);
		}
	}
	return groups;
};
