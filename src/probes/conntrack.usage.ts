import {integerIfFound, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply, type Request} from '../core/request.ts';
import {parseProcStat} from '../parsers/proc-counters.ts';

export interface ConntrackUsage {
	readonly count: number;
	readonly max: number;
	/** Connections refused or thrown out for want of room between two readings; absent where the kernel does not count. */
	readonly refused?: number;
}

const statistics = '/proc/net/stat/nf_conntrack';
const second: Request = {kind: 'file', path: statistics, sample: 'last'};

const refusedIn = (reply: Reply | undefined): number | undefined => {
	const text = textIfFound(reply);
	const counters = text === undefined ? undefined : parseProcStat(text);
	return counters === undefined ? undefined : (counters.drop ?? 0) + (counters.early_drop ?? 0);
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
		const [first, last] = [refusedIn(before), refusedIn(after)];
		return {
			count,
			max,
			...(first !== undefined && last !== undefined && {refused: last - first}),
		};
	},
});
