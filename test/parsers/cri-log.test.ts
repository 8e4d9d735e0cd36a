import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseCriLog} from '../../src/parsers/cri-log.ts';
import {survivesDamage} from './damage.ts';

const time = Date.UTC(2026, 10, 22, 8, 16, 18, 712);
const stamp = '2026-11-22T08:16:18.712320882Z';

const text = `${stamp} stderr F I1122 08:16:18.712320       1 main.go:211] CLI flags config
${stamp} stdout P begun 
${stamp} stderr F between
${stamp} stdout F  and ended
${stamp} stdout F 
`;

describe('parseCriLog', () => {
	it('joins partial lines of one stream', () => {
		expect(parseCriLog(text)).toEqual([
			{time, stream: 'stderr', message: 'I1122 08:16:18.712320       1 main.go:211] CLI flags config'},
			{time, stream: 'stderr', message: 'between'},
			{time, stream: 'stdout', message: 'begun  and ended'},
			{time, stream: 'stdout', message: ''},
		]);
	});

	it('keeps what has only begun', () => {
		expect(parseCriLog(`${stamp} stdout P half`)).toEqual([{time, stream: 'stdout', message: 'half'}]);
	});

	it('leaves out a first line that was cut', () => {
		expect(parseCriLog(`18.712Z stderr F cut\n${stamp} stderr F whole\n`)).toEqual([
			{time, stream: 'stderr', message: 'whole'},
		]);
		expect(parseCriLog('nothing but the end of a long line')).toEqual([]);
		expect(parseCriLog('')).toEqual([]);
	});

	it('refuses another format', () => {
		expect(() => parseCriLog('{"log":"docker"}\n{"log":"docker"}\n')).toThrow(
			'expected "<time> stdout|stderr F|P <message>"',
		);
	});

	it('gives back any message, however it was cut into pieces', () => {
		const line = fc.stringMatching(/^[^\r\n]*$/);
		fc.assert(
			fc.property(fc.array(line), line, (pieces, last) => {
				const log = [...pieces.map(piece => `${stamp} stderr P ${piece}`), `${stamp} stderr F ${last}`].join(
					'\n',
				);
				expect(parseCriLog(log)).toEqual([{time, stream: 'stderr', message: [...pieces, last].join('')}]);
			}),
		);
	});

	it('survives damage', () => {
		survivesDamage(parseCriLog, text);
	});
});
