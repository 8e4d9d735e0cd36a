import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ringNeighbours} from '../../src/derive/peer-ring.ts';

const names = (count: number): readonly string[] =>
	Array.from({length: count}, (_, index) => `node-${index}`);

describe('ringNeighbours', () => {
	it('is the same on every run and every machine', () => {
		expect(ringNeighbours(names(8), 'node-2', 3)).toEqual(ringNeighbours(names(8).toReversed(), 'node-2', 3));
		expect(ringNeighbours(names(8), 'node-2', 7)).toMatchInlineSnapshot(`
			[
			  "node-3",
			  "node-4",
			  "node-6",
			  "node-7",
			  "node-5",
			  "node-0",
			  "node-1",
			]
		`);
	});

	it('asks everybody in a small cluster, and nobody in a cluster of one', () => {
		expect(ringNeighbours(names(5), 'node-0', 16).toSorted()).toEqual([
			'node-1',
			'node-2',
			'node-3',
			'node-4',
		]);
		expect(ringNeighbours(['node-0'], 'node-0', 16)).toEqual([]);
	});

	it('lets every node be asked by as many others as it asks', () => {
		const all = names(200);
		const asked = all.flatMap(self => ringNeighbours(all, self, 16));
		expect(new Set(all.map(name => asked.filter(other => other === name).length))).toEqual(new Set([16]));
	});

	it('changes by one name at most when a node joins', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.string({minLength: 1}), {minLength: 3}), fc.nat(), (all, at) => {
				const [joining = '', ...before] = all;
				const self = before[at % before.length] ?? '';
				const was = ringNeighbours(before, self, 4);
				const is = ringNeighbours(all, self, 4);
				expect(was.filter(name => !is.includes(name)).length).toBeLessThanOrEqual(1);
				expect(is.filter(name => !was.includes(name) && name !== joining)).toEqual([]);
			}),
		);
	});

	it('never asks this node, nor one twice', () => {
		fc.assert(
			fc.property(fc.array(fc.string()), fc.string(), fc.nat(20), (all, self, count) => {
				const asked = ringNeighbours(all, self, count);
				expect(asked).not.toContain(self);
				expect(new Set(asked).size).toBe(asked.length);
				expect(asked.length).toBeLessThanOrEqual(count);
			}),
		);
	});
});
