import {type Cidr, compareAddresses, contains, parseCidr} from './cidr.ts';

/** A range and whose it is. */
export interface OwnedCidr {
	readonly cidr: string;
	readonly owner: string;
}

interface Parsed extends OwnedCidr {
	readonly range: Cidr;
}

/** Pairs of ranges of different owners of which one lies in the other; sorted once, so that thousands of nodes are quick. */
export const overlappingCidrs = (
	owned: readonly OwnedCidr[],
): readonly (readonly [outer: OwnedCidr, inner: OwnedCidr])[] => {
	const sorted = owned
		.flatMap((entry): readonly Parsed[] => {
			const range = parseCidr(entry.cidr);
			return range === undefined ? [] : [{...entry, range}];
		})
		// Of ranges that begin alike the larger comes first, so that what contains a range stands before it.
		.toSorted((a, b) => compareAddresses(a.range, b.range) || a.range.prefix - b.range.prefix);
	const pairs: (readonly [OwnedCidr, OwnedCidr])[] = [];
	let enclosing: Parsed[] = [];
	for (const inner of sorted) {
		enclosing = enclosing.filter(({range}) => contains(range, inner.range));
		const outer = enclosing.find(({owner}) => owner !== inner.owner);
		if (outer !== undefined) {
			pairs.push([outer, inner]);
		}
		enclosing.push(inner);
	}
	return pairs;
};
