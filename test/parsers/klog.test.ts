import {describe, expect, it} from 'vitest';
import {parseKlog} from '../../src/parsers/klog.ts';
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

	it('counts seconds from the start of the year', () => {
		const [summer, newYear] = parseKlog(
			'I0301 00:00:01.000000       1 a.go:1] x\nI0101 00:00:00.000000       1 a.go:1] x\n',
		);
		expect([summer?.time, newYear?.time]).toEqual([60 * 86_400 + 1, 0]);
	});

	it('survives damage', () => {
		survivesDamage(parseKlog, text);
	});
});
