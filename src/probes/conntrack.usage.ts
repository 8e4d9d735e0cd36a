import {integerIfFound, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply, type Request} from '../core/request.ts';
import {parseProcStat} from '../parsers/proc-counters.ts';

export interface ConntrackUsage {
	readonly count: number;
	readonly max: number;
	/** Connections refused or thrown out for want of room between two readings; absent where the kernel does not count. */
	readonly refused?: number;
	/** Packets dropped between two readings because another one had entered the same connection first. */
	readonly clashes?: number;
}

const statistics = '/proc/net/stat/nf_conntrack';
const second: Request = {kind: 'file', path: statistics, sample: 'last'};

const countersIn = (reply: Reply | undefined): Readonly<Record<string, number>> | undefined => {
	const text = textIfFound(reply);
	return text === undefined ? undefined : parseProcStat(text);
};

/** How much a sum of counters rose. */
const riseOf = (
	before: Readonly<Record<string, number>>,
	after: Readonly<Record<string, number>>,
	names: readonly string[],
): number => names.reduce((sum, name) => sum + (after[name] ?? 0) - (before[name] ?? 0), 0);

/**
 * Before Linux 5.10 (the first column after `entries` is `searched` there, not `clashres`) `insert_failed` rises also
 * where the clash was resolved, and the packet went on; one that was dropped raises `drop` as well.
 */
const clashesOf = (
	before: Readonly<Record<string, number>>,
	after: Readonly<Record<string, number>>,
): number => {
	const failed = riseOf(before, after, ['insert_failed']);
	return 'clashres' in after ? failed : Math.min(failed, riseOf(before, after, ['drop']));
};

export const conntrackUsage = defineProbe({
	id: 'conntrack.usage',
	summary: 'how full the connection tracking table is; nothing where connections are not tracked',
	requests: () => [
		file('/proc/sys/net/netfilter/nf_conntrack_count'),
		file('/proc/sys/net/netfilter/nf_conntrack_max'),
		file(statistics),
		second,
	],
	parse: ([countReply, maxReply, before, after]): ConntrackUsage | undefined => {
		const [count, max] = [integerIfFound(countReply), integerIfFound(maxReply)];
		if (count === undefined || max === undefined) {
			return undefined;
		}
		const [first, last] = [countersIn(before), countersIn(after)];
		return {
			count,
			max,
			...(first !== undefined &&
				last !== undefined && {
					refused: riseOf(first, last, ['drop', 'early_drop']),
					clashes: clashesOf(first, last),
				}),
		};
	},
});
