import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {clock} from '../core/request.ts';

export const systemClock = defineProbe({
	id: 'system.clock',
	summary: 'the time of the run, milliseconds since the epoch',
	requests: () => [clock()],
	parse: ([reply]) => {
		const text = textOf(reply).trim();
		const milliseconds = Date.parse(text);
		if (Number.isNaN(milliseconds)) {
			throw new Unavailable('unparseable', `expected an ISO 8601 time, got "${text}"`);
		}
		return milliseconds;
	},
});
