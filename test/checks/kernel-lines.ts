import {minutesAgo} from './builders.ts';

/** The kernel says each of these, as often as asked, within the minutes before `ago`. */
export const kernelSays = (messages: readonly string[], {times = 1, ago = 10} = {}) =>
	Array.from({length: times}, (_, round) =>
		messages.map((message, index) => ({
			time: minutesAgo(ago) - (times - round) * 10_000 + index,
			message,
		})),
	).flat();
