import {describe, expect, it} from 'vitest';
import {isSaidWithin, parseKlog} from '../../src/parsers/klog.ts';
import {parseZonedTime} from '../../src/parsers/timestamp.ts';
import {survivesDamage} from './damage.ts';

const text = `pping the pod" pod="x"
I1122 08:16:18.123456    4711 kubelet.go:2840] "SyncLoop ADD" source="api"
W1231 23:59:59.000001       1 main.go:211] message without quotes
\tcontinued
E0101 00:00:00.500000    4711 watcher_linux.go:87] "Failed" err="too many open files"
`;

describe('parseKlog', () => {
	it('reads lines and leaves out what is none', () => {
		expect(parseKlog(text).map(({severity, message}) => [severity, message])).toEqual([
			['I', '"SyncLoop ADD" source="api"'],
			['W', 'message without quotes'],
			['E', '"Failed" err="too many open files"'],
		]);
	});

	const lines = 'I1231 23:59:00.000000       1 a.go:1] x\nI0101 00:00:30.000000       1 a.go:1] x\n';
	const agesAt = (now: string) => parseKlog(lines, parseZonedTime(now)).map(({age}) => age);

	it.each([
		['in the zone of the node', '2027-01-01T00:01:00+05:30', [120, 30]],
		['days later', '2027-01-03T00:01:00Z', [172_920, 172_830]],
		['where the clock is behind the log', '2026-12-31T23:30:00Z', [90, 0]],
		['where the node was moved to the east after the process began', '2027-01-01T08:01:00+08:00', [120, 30]],
		['where the node was moved to the west after the process began', '2026-12-31T19:01:00-05:00', [120, 30]],
		['where the log of such a process has ended', '2027-01-01T08:05:00+08:00', [29_160, 29_070]],
	])('tells how old lines are %s', (_, now, ages) => {
		expect(agesAt(now)).toEqual(ages);
	});

	it('counts from the last line without a clock', () => {
		const log = parseKlog(
			'I0229 10:00:00.000000       1 a.go:1] x\nI0229 10:00:07.000000       1 a.go:1] x\n',
		);
		expect(log.map(({age}) => age)).toEqual([7, 0]);
	});

	it('knows what is recent', () => {
		const line = {severity: 'E', message: ''} as const;
		expect([-1, 0, 60, 61].map(age => isSaidWithin({...line, age}, 60))).toEqual([false, true, true, false]);
	});

	it('survives damage', () => {
		survivesDamage(parseKlog, text);
	});
});
