import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {filesUnder, textOfFile} from './tree.ts';

interface PublicCase {
	readonly id: string;
	readonly title: string;
	readonly family: string;
	readonly cni: string;
	readonly detectable: 'yes' | 'partly' | 'no';
	readonly sources: readonly string[];
	readonly cause: string;
	readonly remedy: string;
	readonly guide?: string;
	/** Why no scenario names it. */
	readonly reason?: string;
}

const cases = parse(textOfFile('fixtures/cases.yaml')) as readonly PublicCase[];

describe('fixtures/cases.yaml', () => {
	it('holds each case once', () => {
		expect(new Set(cases.map(({id}) => id)).size).toBe(cases.length);
	});

	it.each(cases)('$id: says where it comes from, what caused it and what mended it', one => {
		expect(one.id).toMatch(/^[a-z0-9][a-z0-9-]+$/);
		expect(['yes', 'partly', 'no']).toContain(one.detectable);
		expect(one.sources.length).toBeGreaterThan(0);
		expect(one.sources.every(url => URL.canParse(url))).toBe(true);
		expect([one.title, one.family, one.cni, one.cause, one.remedy].every(text => text.length > 0)).toBe(true);
	});

	it('has every case that a scenario stands for', () => {
		const known = new Set(cases.map(({id}) => id));
		const named = filesUnder('fixtures/scenarios', '.yaml').flatMap(path => {
			const {case: id} = parse(textOfFile(path)) as {readonly case?: string};
			return id === undefined ? [] : [id];
		});
		expect(named.filter(id => !known.has(id))).toEqual([]);
	});
});
