import {millisecondsOf} from './timestamp.ts';

const dateAndTime = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d)(?::(\d\d))?)?$/;
const timeOfDay = /^(\d\d):(\d\d):(\d\d)$/;
const day = 86_400_000;

const refuse = (text: string): never => {
	throw new Error(
		`expected a time such as 2026-11-22 08:16:18 from BIRD, got ${JSON.stringify(text.slice(0, 40))}`,
	);
};

/** Milliseconds of a date, with or without a time, as BIRD's own clock shows it. */
export const birdTimeOf = (text: string): number => {
	const match = dateAndTime.exec(text) ?? refuse(text);
	const [year = 0, month = 0, dayOfMonth = 0, hours = 0, minutes = 0, seconds = 0] = match
		.slice(1)
		.map(part => Number(part ?? 0));
	return millisecondsOf([year, month, dayOfMonth], [hours, minutes, seconds]) ?? refuse(text);
};

/**
 * The moment that `since` tells: a time of the last day, or the date of what is older. BIRD derives it from a clock of
 * its own at each question, so that it wavers by a second.
 */
export const birdMomentOf = (since: string, now: number): number => {
	const match = timeOfDay.exec(since);
	if (match === null) {
		return birdTimeOf(since);
	}
	const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(Number);
	const midnight = Math.floor(now / day) * day;
	const moment = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
	return moment > now + 2000 ? moment - day : moment;
};
