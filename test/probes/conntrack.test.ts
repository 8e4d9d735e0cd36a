import {describe, expect, it} from 'vitest';
import {conntrackEntries} from '../../src/probes/conntrack.entries.ts';

const usage = (count: number) => ({usage: {count, max: 262_144}});

describe('conntrack.entries', () => {
	it('reads one file, and nothing where the table is large or nothing is tracked', () => {
		expect(conntrackEntries.requests(usage(10_000), {})).toEqual([
			{kind: 'file', path: '/proc/net/nf_conntrack'},
		]);
		expect(conntrackEntries.requests(usage(10_001), {})).toEqual([]);
		expect(conntrackEntries.requests({usage: undefined}, {})).toEqual([]);
	});

	it('tells a table that is too large from one that is empty', () => {
		expect(() => conntrackEntries.parse([], usage(10_001), {})).toThrow(/10001 connections/);
		expect(conntrackEntries.parse([], {usage: undefined}, {})).toEqual([]);
		expect(conntrackEntries.parse([{status: 'answered', body: ''}], usage(0), {})).toEqual([]);
	});
});
