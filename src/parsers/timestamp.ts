import {attempt} from './parsed.ts';

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Days since 1970-01-01: https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
const daysSinceEpoch = (year: number, month: number, day: number): number => {
	const shifted = month <= 2 ? year - 1 : year;
	const era = Math.floor(shifted / 400);
	const yearOfEra = shifted - era * 400;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	return (
		era * 146_097 +
		yearOfEra * 365 +
		Math.floor(yearOfEra / 4) -
		Math.floor(yearOfEra / 100) +
		dayOfYear -
		719_468
	);
};

/** Milliseconds since the epoch of numbers in UTC; `undefined` for a time that no clock shows. */
export const millisecondsOf = (
	date: readonly [year: number, month: number, day: number],
	time: readonly [hours: number, minutes: number, seconds: number],
): number | undefined => {
	const [year, month, day] = date;
	const [hours, minutes, seconds] = time;
	const isClockTime = hours < 24 && minutes < 60 && seconds < 61;
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && isClockTime
		? (daysSinceEpoch(year, month, day) * 86_400 + hours * 3600 + minutes * 60 + seconds) * 1000
		: undefined;
};

/** A moment, and how far the clock that tells it is ahead of UTC: both in milliseconds. */
export interface ZonedTime {
	readonly time: number;
	readonly offset: number;
}

/** An RFC 3339 time with its zone; finer digits than milliseconds are cut off. */
export const parseZonedTime = (text: string): ZonedTime => {
	const match = pattern.exec(text.trim());
	const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = (match ?? [])
		.slice(1, 7)
		.map(Number);
	const utc = match === null ? undefined : millisecondsOf([year, month, day], [hours, minutes, seconds]);
	if (match === null || utc === undefined) {
		throw new Error(`expected a time such as 2026-11-22T08:16:18Z, got ${JSON.stringify(text.slice(0, 60))}`);
	}
	const [fraction = '', sign, zoneHours, zoneMinutes] = match.slice(7);
	const zone = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * 60_000;
	const offset = sign === '-' ? -zone : zone;
	return {time: utc + Number(fraction.padEnd(3, '0').slice(0, 3)) - offset, offset};
};

/** Milliseconds since the epoch of an RFC 3339 time; finer digits are cut off. */
export const parseTimestamp = (text: string): number => parseZonedTime(text).time;

/** `2026-11-22T09:16:18.123+01:00`, with `Z` for UTC. */
export const formatZonedTime = ({time, offset}: ZonedTime): string => {
	const wall = formatTimestamp(time + offset).slice(0, -1);
	const fraction = String(time - Math.floor(time / 1000) * 1000).padStart(3, '0');
	const minutes = Math.abs(offset) / 60_000;
	const two = (number: number): string => String(number).padStart(2, '0');
	const zone =
		offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
	return `${wall}.${fraction}${zone}`;
};

/** The same of a text that may be missing, or no time. */
export const timestampIfAny = (text: string | undefined): number | undefined => {
	const time = text === undefined ? undefined : attempt(() => parseTimestamp(text));
	return time?.ok ? time.value : undefined;
};

/** `2026-11-22T08:16:18Z`, without the milliseconds. */
export const formatTimestamp = (milliseconds: number): string => {
	const seconds = Math.floor(milliseconds / 1000);
	const days = Math.floor(seconds / 86_400) + 719_468;
	const era = Math.floor(days / 146_097);
	const dayOfEra = days - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
	const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
	const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
	const two = (number: number): string => String(number).padStart(2, '0');
	const rest = seconds - Math.floor(seconds / 86_400) * 86_400;
	const time = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(two).join(':');
	return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}Z`;
};
