import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {clock} from '../core/request.ts';
import {parseZonedTime} from '../parsers/timestamp.ts';

export const systemLocalTime = defineProbe({
	id: 'system.local-time',
	summary: 'the time of the run, with the zone in which logs without one are written',
	requests: () => [clock()],
	parse: ([reply]) => parseZonedTime(textOf(reply)),
});
