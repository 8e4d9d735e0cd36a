import {expect, test} from 'vitest';
// @ts-expect-error The lab is plain JavaScript.
import {faultsIn} from './lab/options.js';
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

test('with --once a fault is tried in the first of its clusters that are built', () => {
	const faults = [{cni: ['canal', 'flannel']}, {cni: ['flannel']}];
	const names = ['canal', 'flannel'];
	expect(faultsIn('canal', names, faults, {once: true})).toEqual([faults[0]]);
	expect(faultsIn('flannel', names, faults, {once: true})).toEqual([faults[1]]);
	expect(faultsIn('flannel', ['flannel'], faults, {once: true})).toEqual(faults);
	expect(faultsIn('flannel', names, faults, {once: false})).toEqual(faults);
});
