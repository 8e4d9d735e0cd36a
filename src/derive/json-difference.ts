import {isObject} from '../parsers/json-value.ts';

/** Where two JSON values differ. */
export interface JsonDifference {
	/** `plugins[0].mtu` */
	readonly path: string;
	readonly one: unknown;
	readonly other: unknown;
}

/** All places where two JSON values differ, whatever the order of their keys. */
export const jsonDifferences = (one: unknown, other: unknown, path = ''): readonly JsonDifference[] => {
	if (Array.isArray(one) && Array.isArray(other)) {
		const length = Math.max(one.length, other.length);
		return Array.from({length}, (_, index) => index).flatMap(index =>
			jsonDifferences(one[index], other[index], `${path}[${index}]`),
		);
	}
	if (isObject(one) && isObject(other)) {
		return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap(key =>
			jsonDifferences(one[key], other[key], path === '' ? key : `${path}.${key}`),
		);
	}
	return Object.is(one, other) ? [] : [{path, one, other}];
};
