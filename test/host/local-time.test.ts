import {describe, expect, it} from 'vitest';
import {localTimeOf} from '../../src/host/local-time.ts';
import {answered, unanswered} from '../../src/host/replies.ts';
import {parseTimestamp, parseZonedTime} from '../../src/parsers/timestamp.ts';

const time = parseTimestamp('2026-11-22T08:16:18.045Z');
const missing = unanswered('not-found', '/etc/localtime: not found');
const file = unanswered('refused', '/etc/localtime: not a symbolic link');

describe('localTimeOf', () => {
	it.each([
		['a zone ahead of UTC', answered('/usr/share/zoneinfo/Europe/Berlin'), '2026-11-22T09:16:18.045+01:00'],
		['one behind it', answered('../usr/share/zoneinfo/America/New_York'), '2026-11-22T03:16:18.045-05:00'],
		['half an hour', answered('/usr/share/zoneinfo/posix/Asia/Kolkata'), '2026-11-22T13:46:18.045+05:30'],
		['UTC', answered('/usr/share/zoneinfo/Etc/UTC'), '2026-11-22T08:16:18.045Z'],
		['a node without a zone, which keeps UTC', missing, '2026-11-22T08:16:18.045Z'],
	])('tells the time in %s', (_, localtime, expected) => {
		expect(localTimeOf(time, localtime)).toBe(expected);
	});

	it.each([
		['a copy of the file', file],
		['a zone that nobody knows', answered('/usr/share/zoneinfo/Middle/Earth')],
	])('takes the zone of the program for %s', (_, localtime) => {
		const own = 0 - new Date(time).getTimezoneOffset() * 60_000;
		expect(parseZonedTime(localTimeOf(time, localtime))).toEqual({time, offset: own});
	});
});
