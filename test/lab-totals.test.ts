import {expect, test} from 'vitest';
// @ts-expect-error The lab is plain JavaScript.
import {partsOf} from './lab/options.js';
// @ts-expect-error The lab is plain JavaScript.
import {shortfallsOf, totalsOf} from './lab/totals.js';

const named = {kind: 'fault', state: 'passed', isFound: true, isFirst: true};

test('a fault that was not run counts as not found', () => {
	const totals = totalsOf([named, {kind: 'fault', state: 'not-judged'}]);
	expect(totals).toMatchObject({faults: 2, recall: 0.5, firstCause: 0.5});
	expect(shortfallsOf(totals)).toEqual([
		'recall: expected at least 0.95, got 0.500',
		'firstCause: expected at least 0.9, got 0.500',
	]);
});

test('a fault that the lab could not make counts as not found, whatever was found', () => {
	expect(totalsOf([{...named, state: 'lab-broken'}])).toMatchObject({recall: 0, firstCause: 0});
});

test('what has no meaning on a cluster counts nowhere', () => {
	expect(shortfallsOf(totalsOf([named, {kind: 'skipped', state: 'skipped'}]))).toEqual([]);
});

test.each([
	['a finding on a healthy node', {kind: 'healthy', state: 'missed', findings: [{}]}, 'falseFindings'],
	['a look-alike that proves nothing', {kind: 'look-alike', state: 'lab-broken'}, 'unproven'],
	['a look-alike that was not run', {kind: 'look-alike', state: 'not-judged'}, 'unproven'],
	['a path that was not run', {kind: 'path', state: 'not-judged'}, 'paths'],
	['a change by the program', {...named, changes: ['address']}, 'differences'],
])('%s fails the run', (_, result, name) => {
	expect(shortfallsOf(totalsOf([named, result]))).toEqual([`${name}: expected 0, got 1`]);
});

type Fault = {readonly id: string; readonly cni: readonly string[]};
type Part = {readonly id: string; readonly faults: readonly Fault[]};

const triedIn = (names: readonly string[], faults: readonly Fault[], options = {}) => {
	const parts: readonly Part[] = partsOf(names, faults, options);
	return parts.map(part => [part.id, part.faults.map(({id}) => id)] as const);
};

test('with --once a fault is tried in the first of its clusters that are built', () => {
	const faults = [
		{id: 'both', cni: ['canal', 'flannel']},
		{id: 'one', cni: ['flannel']},
	];
	const names = ['canal', 'flannel'];
	expect(triedIn(names, faults)).toEqual([
		['canal', ['both']],
		['flannel', ['both', 'one']],
	]);
	expect(triedIn(names, faults, {once: true})).toEqual([
		['canal', ['both']],
		['flannel', ['one']],
	]);
	expect(triedIn(['flannel'], faults, {once: true})).toEqual([['flannel', ['both', 'one']]]);
});

test('the faults of a large cluster are shared out to several, each once', () => {
	const faults = Array.from({length: 120}, (_, index) => ({id: String(index), cni: ['canal']}));
	const parts = triedIn(['canal', 'cilium'], faults);
	expect(parts.map(([id]) => id)).toEqual(['canal 1 of 3', 'canal 2 of 3', 'canal 3 of 3', 'cilium']);
	const tried = parts.flatMap(([, ids]) => ids);
	expect(tried.map(Number).sort((one, other) => one - other)).toEqual(faults.map(({id}) => Number(id)));
	expect(triedIn(['canal'], faults, {keep: true}).map(([id]) => id)).toEqual(['canal']);
});
