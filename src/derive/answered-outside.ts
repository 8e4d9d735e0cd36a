import type {ConntrackEntry} from '../parsers/conntrack.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';
import {rangeIndexOf} from './range-index.ts';

/** What belongs to the cluster, this node with all its addresses included. */
export const insideOf = (
	ranges: {readonly pods: readonly string[]; readonly services: readonly string[]},
	nodes: readonly KubeNode[],
	addresses: readonly InterfaceAddress[],
): readonly string[] => [
	...[...ranges.pods, ...ranges.services, ...addresses.map(({address}) => address)],
	...nodes.flatMap(({internalIps, externalIps, podCidrs}) => [...internalIps, ...externalIps, ...podCidrs]),
];

/** Answered on the link, or by this node itself: neither asks a router. */
const nearby = ['127.0.0.0/8', '169.254.0.0/16', '::1', 'fe80::/10'];

/** The API and the supervisor: an address that floats among the servers is in no Node. */
const ofServers: readonly number[] = [6443, 9345];

/**
 * Connections that something outside of these ranges and addresses answered although their source was not translated.
 * Of thousands of connections and nodes: each destination is looked up once.
 * @param inside what belongs to the cluster, nodes included
 */
export const answeredOutside = (
	entries: readonly ConntrackEntry[],
	inside: readonly string[],
): readonly ConntrackEntry[] => {
	const untranslated = entries.filter(
		({isReplied, original, reply}) =>
			isReplied &&
			!ofServers.includes(original.destinationPort) &&
			reply.destination === original.source &&
			reply.source === original.destination,
	);
	const isInside = rangeIndexOf([...inside, ...nearby]);
	const destinations = new Set(untranslated.map(({original}) => original.destination));
	const outside = new Set(
		[...destinations].filter(address => parseAddress(address) !== undefined && !isInside(address)),
	);
	return untranslated.filter(({original}) => outside.has(original.destination));
};

/**
 * Connections that the kernel first saw something outside send to an address of the inside, turned around: as if that had
 * asked. Of what programs of Cilium send it sees the answers alone.
 */
export const addressedFromOutside = (
	entries: readonly ConntrackEntry[],
	inside: readonly string[],
): readonly ConntrackEntry[] => {
	const isInside = rangeIndexOf([...inside, ...nearby]);
	return entries
		.filter(
			({original, reply}) =>
				reply.source === original.destination &&
				reply.destination === original.source &&
				parseAddress(original.source) !== undefined &&
				!isInside(original.source),
		)
		.map(entry => ({...entry, original: entry.reply, reply: entry.original}));
};

/** Whether one of them began in this range, and leads to none of the others. */
export const isKnownOutside = (
	range: string,
	answered: readonly ConntrackEntry[],
	others: readonly string[] = [],
): boolean => {
	const parsed = parseCidr(range);
	const isOther = rangeIndexOf(others);
	return answered.some(({original}) => {
		const from = parseAddress(original.source);
		return (
			parsed !== undefined && from !== undefined && contains(parsed, from) && !isOther(original.destination)
		);
	});
};
