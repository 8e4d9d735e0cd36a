import {describe, expect, it} from 'vitest';
import {catalogue} from '../src/catalogue.ts';
import {explanationsOf} from '../src/core/causes.ts';
import type {AnyCheck} from '../src/core/check.ts';
import {guides} from '../src/guides.ts';
import {filesUnder, textOfFile} from './tree.ts';

const {checks, probes} = catalogue;
const messageIds = checks.flatMap(({id, messages}) =>
	Object.keys(messages).map(message => `${id}#${message}`),
);
const explanations = explanationsOf(checks);

/** The messages that an entry of `explains` stands for; none when it names a probe. */
const messagesOf = (entry: string): readonly string[] =>
	entry.includes('#') ? [entry] : messageIds.filter(id => id.startsWith(`${entry}#`));

describe.each(checks.map(check => [check.id, check] as const))('check %s', (id, check: AnyCheck) => {
	it('is named after its file, and its title and rationale are sentences', () => {
		expect(filesUnder('checks', '.ts')).toContain(`checks/${id}.ts`);
		expect(id).toMatch(/^[a-z0-9]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
		expect(check.title.length).toBeGreaterThan(15);
		expect(check.rationale).toMatch(/\.$/);
		expect(check.rationale.length).toBeGreaterThan(60);
	});

	it('needs and wants probes that exist, and needs at least one', () => {
		const ids = [...Object.values(check.needs), ...Object.values(check.wants ?? {})];
		expect(ids.filter(probe => !Object.hasOwn(probes, probe))).toEqual([]);
		expect(Object.keys(check.needs).length).toBeGreaterThan(0);
	});

	it.each(Object.entries(check.messages))('message %s has steps and official guides', (_, message) => {
		expect(message.text).not.toMatch(/\.$/);
		expect(message.guide.links.filter(link => !Object.hasOwn(guides, link))).toEqual([]);
		expect(message.guide.steps.map(({text}) => text.trim())).not.toContain('');
	});

	it('explains only what exists', () => {
		const entries = Object.values(check.messages).flatMap(({explains = []}) => explains);
		const unknown = entries.filter(entry =>
			entry.includes('/')
				? messagesOf(entry).filter(message => messageIds.includes(message)).length === 0
				: !Object.keys(probes).some(probe => probe.startsWith(entry.replace(/\*$/, ''))),
		);
		expect(unknown).toEqual([]);
	});
});

describe('catalogue', () => {
	it('has unique ids', () => {
		const ids = [...checks.map(({id}) => id), ...Object.values(probes).map(({id}) => id)];
		expect(new Set(ids).size).toBe(ids.length);
	});

	it.each(Object.entries(probes))('probe %s is named after its file', (id, probe) => {
		expect(probe.id).toBe(id);
		expect(probe.summary.length).toBeGreaterThan(8);
	});

	it('has a test with situations and look-alikes for every check', () => {
		const tests = filesUnder('test/checks', '.test.ts').map(textOfFile);
		const isTested = (id: string): boolean =>
			tests.some(text => text.includes(`checks/${id}.ts`) && text.includes('testCheck('));
		expect(checks.map(({id}) => id).filter(id => !isTested(id))).toEqual([]);
	});

	it('explains without circles', () => {
		const effects = new Map(
			messageIds.map(id => [id, (explanations.get(id) ?? []).flatMap(messagesOf)] as const),
		);
		const circles = messageIds.filter(start => {
			const seen = new Set<string>();
			const reach = (id: string): boolean =>
				(effects.get(id) ?? []).some(next => {
					if (next === start) {
						return true;
					}
					return !seen.has(next) && seen.add(next) !== undefined && reach(next);
				});
			return reach(start);
		});
		expect(circles).toEqual([]);
	});

	it('uses every probe that is not for detection', () => {
		const used = new Set(
			checks.flatMap(check => [...Object.values(check.needs), ...Object.values(check.wants ?? {})]),
		);
		const visit = (probe: (typeof catalogue.probes)[string] | undefined): void => {
			for (const inner of Object.values({...probe?.needs, ...probe?.wants})) {
				used.add(inner.id);
				visit(inner);
			}
		};
		for (const id of [...used, ...Object.values(catalogue.detector.probes).map(({id}) => id)]) {
			used.add(id);
			visit(probes[id]);
		}
		expect(Object.keys(probes).filter(id => !used.has(id))).toEqual([]);
	});
});
