import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseIpNeighbour} from '../parsers/ip-neighbour.ts';

export const ipNeighbour = defineProbe({
	id: 'ip.neighbour',
	summary: 'neighbour entries (ARP and NDP) of all network devices',
	requests: () => [command('ip', '-j', '-d', 'neigh', 'show')],
	parse: ([reply]) => parseIpNeighbour(textOf(reply)),
});
