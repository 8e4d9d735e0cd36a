import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {cutJournalTime, recentJournalRequests} from '../derive/rke2-journal.ts';
import {rke2Service} from './rke2.service.ts';

export const rke2ChartRemovals = defineProbe({
	id: 'rke2.chart-removals',
	summary:
		"what RKE2's journal of the last quarter of an hour says of charts that it takes out of the cluster",
	needs: {services: rke2Service},
	requests: ({services}) => recentJournalRequests(services),
	parse: (replies): readonly string[] => {
		const journals = replies.map(reply => textOf(reply).split('\n'));
		const removals = journals.flat().filter(line => line.includes('on-helm-chart-remove'));
		if (removals.length === 0 && journals.some(lines => cutJournalTime(lines) !== undefined)) {
			throw new Unavailable('too-large', "more was said in RKE2's journal than was read of it");
		}
		return removals;
	},
});
