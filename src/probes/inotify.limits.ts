import {integerOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';

export interface InotifyLimits {
	/** Both for each user, on the whole machine. */
	readonly maxUserInstances: number;
	readonly maxUserWatches: number;
}

export const inotifyLimits = defineProbe({
	id: 'inotify.limits',
	summary: 'how many inotify instances and watches a user may have',
	requests: () => [
		file('/proc/sys/fs/inotify/max_user_instances'),
		file('/proc/sys/fs/inotify/max_user_watches'),
	],
	parse: ([instances, watches]): InotifyLimits => ({
		maxUserInstances: integerOf(instances),
		maxUserWatches: integerOf(watches),
	}),
});
