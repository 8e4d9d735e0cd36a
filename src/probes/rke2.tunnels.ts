import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {cutJournalTime, journalTime, recentJournalRequests} from '../derive/rke2-journal.ts';
import {rke2Service} from './rke2.service.ts';

export interface TunnelJournal {
	/** What is said of tunnels. */
	readonly lines: readonly string[];
	/** When the journal begins that was read, in milliseconds since the epoch, where more was said before. */
	readonly cutAt?: number;
}

/** Milliseconds that tell a tunnel that does not stand from one that is just made anew. */
const leastSpan = 120_000;

export const rke2Tunnels = defineProbe({
	id: 'rke2.tunnels',
	summary:
		"what RKE2's journal of the last quarter of an hour says of tunnels: to the servers, and on a server of the nodes",
	needs: {services: rke2Service},
	requests: ({services}) => recentJournalRequests(services),
	parse: (replies): TunnelJournal => {
		const journals = replies.map(reply => textOf(reply).trimEnd().split('\n'));
		const [cutAt] = journals.flatMap(lines => cutJournalTime(lines) ?? []);
		const lines = journals.flat();
		if (cutAt !== undefined && journalTime(lines.at(-1) ?? '') - cutAt < leastSpan) {
			throw new Unavailable('too-large', "what was read of RKE2's journal tells of less than two minutes");
		}
		return {
			lines: lines.filter(line =>
				/v1-rke2\/connect|Stopped tunnel to |find Session for client |backend connection request \[/i.test(
					line,
				),
			),
			...(cutAt !== undefined && {cutAt}),
		};
	},
});
