import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {cutJournalTime, journalTime, recentJournalRequests} from '../derive/rke2-journal.ts';
import {rke2Service} from './rke2.service.ts';

export interface TunnelJournal {
	/** What is said of tunnels. */
	readonly lines: readonly string[];
	/** When the journal begins that was read, in milliseconds since the epoch, where tunnels fill it and more was said before. */
	readonly cutAt?: number;
}

/** Milliseconds that tell a tunnel that does not stand from one that is just made anew, if its failures fill the journal. */
const leastSpan = 120_000;
/** Milliseconds that tell it where others fill the journal: a server is upgraded meanwhile. */
const quietSpan = 300_000;
const tunnel = /v1-rke2\/connect|Stopped tunnel to |find Session for client |backend connection request \[/i;
const failure = /Remotedialer proxy error/;

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
		const told = lines.filter(line => tunnel.test(line));
		const isFilledByThem = cutAt !== undefined && told.length * 2 >= lines.length;
		if (
			cutAt !== undefined &&
			!isFilledByThem &&
			told.some(line => failure.test(line)) &&
			journalTime(lines.at(-1) ?? '') - cutAt < quietSpan
		) {
			throw new Unavailable(
				'too-large',
				"what was read of RKE2's journal tells of less than five minutes, in which a tunnel failed",
			);
		}
		return {lines: told, ...(isFilledByThem && {cutAt})};
	},
});
