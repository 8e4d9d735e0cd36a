import {textIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {type ConntrackEntry, parseConntrack} from '../parsers/conntrack.ts';
import {conntrackUsage} from './conntrack.usage.ts';

/** Some 200 bytes each: two megabytes. The kernel walks the whole table for a reader. */
const mostEntries = 10_000;

export const conntrackEntries = defineProbe({
	id: 'conntrack.entries',
	summary:
		'the connections that the kernel tracks, where there are at most 10,000; a file is read, and no module loaded',
	needs: {usage: conntrackUsage},
	requests: ({usage}) =>
		usage === undefined || usage.count > mostEntries ? [] : [file('/proc/net/nf_conntrack')],
	parse: ([reply], {usage}): readonly ConntrackEntry[] => {
		if (usage !== undefined && usage.count > mostEntries) {
			throw new Unavailable(
				'too-large',
				`${usage.count} connections; the table is read up to ${mostEntries}`,
			);
		}
		const text = usage === undefined ? '' : textIfFound(reply);
		if (text === undefined) {
			throw new Unavailable('not-found', 'this kernel shows its connections to the program conntrack only');
		}
		return parseConntrack(text);
	},
});
