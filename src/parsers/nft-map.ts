import {jsonFrom} from './json-text.ts';
import {arrayOf, isObject, objectIfAt, objectOf} from './json-value.ts';

/** An entry of a map of verdicts. */
export interface NftMapEntry {
	/** `['10.43.0.1', 'tcp', 443]`; of a plain key the only one. */
	readonly key: readonly (string | number)[];
	/** Chain that it leads to; none where it drops or the like. */
	readonly chain?: string;
}

/** A key with a comment, a counter or the like is wrapped. */
const keyOf = (value: unknown): readonly (string | number)[] => {
	const inner = isObject(value) && isObject(value.elem) ? value.elem.val : value;
	const parts = isObject(inner) && Array.isArray(inner.concat) ? inner.concat : [inner];
	return parts.filter(part => typeof part === 'string' || typeof part === 'number');
};

const chainOf = (verdict: unknown): string | undefined => {
	const target = isObject(verdict)
		? (objectIfAt(verdict, 'goto') ?? objectIfAt(verdict, 'jump'))?.target
		: undefined;
	return typeof target === 'string' ? target : undefined;
};

/** `nft -j list map FAMILY TABLE NAME`: https://man7.org/linux/man-pages/man5/libnftables-json.5.html */
export const parseNftMap = (text: string): readonly NftMapEntry[] => {
	const items = arrayOf(objectOf(jsonFrom(text), 'the output').nftables, '"nftables"').filter(isObject);
	const map = items.map(item => objectIfAt(item, 'map')).find(found => found !== undefined);
	const entries = objectOf(map, 'a map').elem ?? [];
	return arrayOf(entries, '"elem"').map(entry => {
		const [key, verdict] = Array.isArray(entry) ? entry : [entry];
		const chain = chainOf(verdict);
		return {key: keyOf(key), ...(chain !== undefined && {chain})};
	});
};
