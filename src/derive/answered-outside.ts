import type {ConntrackEntry} from '../parsers/conntrack.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';

/**
 * Connections that something outside of these ranges and addresses answered although their source was not translated.
 * @param inside what belongs to the cluster, nodes included
 */
export const answeredOutside = (
	entries: readonly ConntrackEntry[],
	inside: readonly string[],
): readonly ConntrackEntry[] => {
	const own = inside.flatMap(text => parseCidr(text) ?? []);
	return entries.filter(({isReplied, original, reply}) => {
		const to = parseAddress(original.destination);
		return (
			isReplied &&
			reply.destination === original.source &&
			reply.source === original.destination &&
			!/^(?:127\.|::1$)/.test(original.destination) &&
			to !== undefined &&
			!own.some(range => contains(range, to))
		);
	});
};

/** Whether one of them began in this range. */
export const isKnownOutside = (range: string, answered: readonly ConntrackEntry[]): boolean => {
	const parsed = parseCidr(range);
	return answered.some(({original}) => {
		const from = parseAddress(original.source);
		return parsed !== undefined && from !== undefined && contains(parsed, from);
	});
};
