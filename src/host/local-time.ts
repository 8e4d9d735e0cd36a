import type {Reply} from '../core/request.ts';
import {formatZonedTime} from '../parsers/timestamp.ts';

const zoneName = /zoneinfo\/(?:posix\/|right\/)?([A-Za-z][\w+/-]*)$/;

/** `GMT+05:30` */
const offsetOf = (zone: string, time: number): number | undefined => {
	try {
		const parts = new Intl.DateTimeFormat('en-US', {timeZone: zone, timeZoneName: 'longOffset'});
		const text = parts.formatToParts(time).find(({type}) => type === 'timeZoneName')?.value ?? '';
		const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(text) ?? [];
		const distance = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
		return sign === '-' ? -distance : distance;
	} catch {
		return undefined;
	}
};

/**
 * A time in the node's own zone, in which the kubelet dates its lines; `localtime` is the answer to reading the link
 * `/etc/localtime`, without which a node keeps UTC. The zone of this process would be that of whoever logged in.
 * https://www.freedesktop.org/software/systemd/man/latest/localtime.html
 */
export const localTimeOf = (time: number, localtime: Reply): string => {
	const name = localtime.status === 'answered' ? zoneName.exec(localtime.body.trim())?.[1] : undefined;
	const isUtc = localtime.status === 'unanswered' && localtime.reason === 'not-found';
	const own = -new Date(time).getTimezoneOffset() * 60_000;
	const offset = isUtc ? 0 : name === undefined ? own : (offsetOf(name, time) ?? own);
	return formatZonedTime({time, offset});
};
