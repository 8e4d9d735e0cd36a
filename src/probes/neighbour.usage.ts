import {integerIfFound, textIfFound, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply, type Request} from '../core/request.ts';
import {parseProcStat} from '../parsers/proc-counters.ts';

/** The table of one family, which all network namespaces share. */
export interface NeighbourTable {
	/** Entries beyond which new ones are refused (`gc_thresh3`); the kernel tells it only in its first network namespace. */
	readonly limit?: number;
	/** How often the table was full between two readings. */
	readonly overflows: number;
}

export interface NeighbourUsage {
	readonly ipv4: NeighbourTable;
	/** Absent when the kernel runs without IPv6. */
	readonly ipv6?: NeighbourTable;
}

const paths = {
	ipv4: ['/proc/sys/net/ipv4/neigh/default/gc_thresh3', '/proc/net/stat/arp_cache'],
	ipv6: ['/proc/sys/net/ipv6/neigh/default/gc_thresh3', '/proc/net/stat/ndisc_cache'],
} as const;

const requestsFor = ([limit, statistics]: readonly [string, string]): readonly Request[] => [
	file(limit),
	file(statistics),
	{kind: 'file', path: statistics, sample: 'last'},
];

const overflowsIn = (reply: Reply | undefined): number => parseProcStat(textOf(reply)).table_fulls ?? 0;

const tableFrom = ([limitReply, before, after]: readonly Reply[]): NeighbourTable => {
	const limit = integerIfFound(limitReply);
	return {...(limit !== undefined && {limit}), overflows: overflowsIn(after) - overflowsIn(before)};
};

export const neighbourUsage = defineProbe({
	id: 'neighbour.usage',
	summary: 'how many neighbours (ARP and NDP) the kernel keeps, and whether its tables overflow',
	requests: () => [...requestsFor(paths.ipv4), ...requestsFor(paths.ipv6)],
	parse: (replies): NeighbourUsage => ({
		ipv4: tableFrom(replies.slice(0, 3)),
		...(textIfFound(replies[4]) !== undefined && {ipv6: tableFrom(replies.slice(3))}),
	}),
});
