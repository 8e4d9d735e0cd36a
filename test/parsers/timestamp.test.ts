import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {formatTimestamp, parseTimestamp} from '../../src/parsers/timestamp.ts';

describe('timestamps', () => {
	it.each([
		['2026-11-22T08:16:18.712320882Z', Date.UTC(2026, 10, 22, 8, 16, 18, 712)],
		['2026-11-22T08:16:18Z', Date.UTC(2026, 10, 22, 8, 16, 18)],
		['2026-11-22T09:16:18.5+01:00', Date.UTC(2026, 10, 22, 8, 16, 18, 500)],
		['2026-11-22T03:46:18-04:30', Date.UTC(2026, 10, 22, 8, 16, 18)],
		['1970-01-01T00:00:00Z', 0],
		['2024-02-29T23:59:59Z', Date.UTC(2024, 1, 29, 23, 59, 59)],
	])('reads %s', (text, expected) => {
		expect(parseTimestamp(text)).toBe(expected);
	});

	it.each([
		'',
		'yesterday',
		'2026-11-22',
		'2026-13-01T00:00:00Z',
		'2026-11-22T25:00:00Z',
		'2026-11-22T08:16:18',
	])('refuses %j', text => {
		expect(() => parseTimestamp(text)).toThrow(`got ${JSON.stringify(text)}`);
	});

	it('agrees with the calendar of JavaScript in both directions', () => {
		fc.assert(
			fc.property(
				fc.date({min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true}),
				date => {
					expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
					expect(formatTimestamp(date.getTime())).toBe(`${date.toISOString().slice(0, 19)}Z`);
				},
			),
		);
	});
});
