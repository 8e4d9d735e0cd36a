import {formatTimestamp, millisecondsOf, type ZonedTime} from './timestamp.ts';

/** A line of klog: `E1122 08:16:18.123456    4711 kubelet.go:2840] "Unable to …"`. */
export interface KlogLine {
	readonly severity: 'I' | 'W' | 'E' | 'F';
	/** Seconds before the run; less than none where the clock was set back since. */
	readonly age: number;
	readonly message: string;
}

/** Of the wall clock, as `wallTimeOf` tells it. */
interface DatedLine extends Omit<KlogLine, 'age'> {
	readonly time: number;
}

const pattern = /^([IWEF])(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.\d+\s+\d+ [^\]]+\] ?(.*)$/;
const day = 86_400_000;
const minute = 60_000;
/** Any one in which every day of a log exists. */
const leapYear = 2024;

/** What the clock on the wall shows, as if it stood in UTC. A line names no year: the last one in which it is not ahead of `wall`. */
const wallTimeOf = (
	[month = 0, dayOfMonth = 0, hours = 0, minutes = 0, seconds = 0]: readonly number[],
	wall: number | undefined,
): number | undefined => {
	const year = wall === undefined ? leapYear : Number(formatTimestamp(wall + day).slice(0, 4));
	const inYear = (number: number) => millisecondsOf([number, month, dayOfMonth], [hours, minutes, seconds]);
	const moment = inYear(year);
	return moment !== undefined && wall !== undefined && moment > wall + day ? inYear(year - 1) : moment;
};

/**
 * Lines in klog's form; continued lines and the half of a line at the start of a tail are left out. They are dated in the
 * zone of the node, which `now` holds. Where it is missing, or the log is ahead of it, which only a clock of another zone
 * can be, ages are those before the last line. Go keeps the zone in which a process started, mostly UTC: a log that ends
 * now when it is read in UTC was written there, whatever zone the node was given since.
 */
export const parseKlog = (text: string, now?: ZonedTime): readonly KlogLine[] => {
	const wall = now && now.time + now.offset;
	const lines = text.split('\n').flatMap((line): readonly DatedLine[] => {
		const [, severity, ...rest] = pattern.exec(line) ?? [];
		const time = wallTimeOf(rest.slice(0, 5).map(Number), wall);
		if (
			(severity !== 'I' && severity !== 'W' && severity !== 'E' && severity !== 'F') ||
			time === undefined
		) {
			return [];
		}
		return [{severity, time, message: rest[5] ?? ''}];
	});
	const last = lines.at(-1)?.time ?? 0;
	const isInUtc = now !== undefined && now.time >= last && now.time - last <= minute;
	const end = isInUtc ? now.time : Math.max(wall ?? last, last);
	return lines.map(({severity, time, message}) => ({
		severity,
		age: Math.floor((end - time) / 1000),
		message,
	}));
};

/** Whether it was said in the last so many seconds. */
export const isSaidWithin = ({age}: KlogLine, seconds: number): boolean => age >= 0 && age <= seconds;

/** What a program says, without the time, process id and place that klog puts before it. */
export const withoutKlogPrefix = (message: string): string =>
	message.replace(/^[IWEF]\d{4} [\d:.]+\s+\d+ [\w.-]+:\d+\] /, '');
