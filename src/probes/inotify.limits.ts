import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';

export interface InotifyLimits {
	/** Both for each user, on the whole machine. */
	readonly maxUserInstances: number;
	readonly maxUserWatches: number;
}

const numberOf = (reply: Reply | undefined): number => {
	const text = textOf(reply).trim();
	if (!/^\d+$/.test(text)) {
		throw new Unavailable('unparseable', `expected a number, got ${JSON.stringify(text.slice(0, 40))}`);
	}
	return Number(text);
};

export const inotifyLimits = defineProbe({
	id: 'inotify.limits',
	summary: 'how many inotify instances and watches a user may have',
	requests: () => [
		file('/proc/sys/fs/inotify/max_user_instances'),
		file('/proc/sys/fs/inotify/max_user_watches'),
	],
	parse: ([instances, watches]): InotifyLimits => ({
		maxUserInstances: numberOf(instances),
		maxUserWatches: numberOf(watches),
	}),
});
