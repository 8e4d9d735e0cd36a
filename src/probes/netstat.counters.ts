import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseProcCounters} from '../parsers/proc-counters.ts';

export const netstatCounters = defineProbe({
	id: 'netstat.counters',
	summary: 'extended counters of the IP stack, among them packets that the reverse path filter dropped',
	requests: () => [file('/proc/net/netstat')],
	parse: ([reply]) => parseProcCounters(textOf(reply)),
});
