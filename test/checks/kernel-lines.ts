import {minutesAgo} from './builders.ts';

/** The kernel says each of these, as often as asked, in the minutes before `ago`, so many milliseconds apart. */
export const kernelSays = (messages: readonly string[], {times = 1, ago = 10, apart = 10_000} = {}) =>
	Array.from({length: times}, (_, round) =>
		messages.map((message, index) => ({
			time: minutesAgo(ago) - (times - round) * apart + index,
			message,
		})),
	).flat();
