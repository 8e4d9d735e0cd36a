import {describe, expect, it} from 'vitest';
import {containerLogsOf, logEndsOf, logRequests} from '../../src/derive/container-logs.ts';
import {answered, unanswered} from '../probes/replies.ts';

const pod = {
	namespace: 'kube-system',
	name: 'rke2-canal-abcde',
	uid: '1',
	containers: [{name: 'kube-flannel', attempt: 6}],
};
const line = answered('2026-11-22T08:00:00.000000000Z stderr F no interface\n');
const unrecorded = unanswered('not-recorded', '5.log is not in this bundle');
const gone = unanswered('not-found', 'no such file');

describe('containerLogsOf', () => {
	it.each([
		['of the latest run', [line, unrecorded], [6]],
		['of the run before', [unrecorded, line], [5]],
		['of both', [line, line], [6, 5]],
		['of the one that is not gone', [gone, line], [5]],
	])('takes the log %s', (_, replies, attempts) => {
		expect(containerLogsOf(pod, replies).map(({attempt}) => attempt)).toEqual(attempts);
	});

	it.each([
		['neither was recorded', [unrecorded, unrecorded]],
		['one was not recorded, and the other is gone', [unrecorded, gone]],
		['one may not be read', [line, unanswered('denied', 'EACCES')]],
	])('knows nothing where %s', (_, replies) => {
		expect(() => containerLogsOf(pod, replies)).toThrow();
	});
});

describe('the end of a log', () => {
	const text = '2026-11-22T08:00:00.000000000Z stderr F no interface\n';
	const long = text.repeat(20);

	it('is asked for, and known to be cut, by the same number of bytes', () => {
		const bytes = Buffer.byteLength(long);
		expect(logRequests(pod, bytes)).toMatchObject([{tail: bytes}, {tail: bytes}]);
		expect(logEndsOf(pod, [answered(long), line], bytes).map(({isCut}) => isCut)).toEqual([true, false]);
		expect(logEndsOf(pod, [answered(long), line]).map(({isCut}) => isCut)).toEqual([false, false]);
	});
});
