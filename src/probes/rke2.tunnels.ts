import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {recentJournalRequests} from '../derive/rke2-journal.ts';
import {rke2Service} from './rke2.service.ts';

export const rke2Tunnels = defineProbe({
	id: 'rke2.tunnels',
	summary:
		"what RKE2's journal of the last quarter of an hour says of tunnels: to the servers, and on a server of the nodes",
	needs: {services: rke2Service},
	requests: ({services}) => recentJournalRequests(services),
	parse: (replies): readonly string[] =>
		replies
			.flatMap(reply => textOf(reply).split('\n'))
			.filter(line =>
				/v1-rke2\/connect|Stopped tunnel to |find Session for client |backend connection request \[/i.test(
					line,
				),
			),
});
