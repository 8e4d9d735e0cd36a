import fc from 'fast-check';
import {expect, it} from 'vitest';
import {isSelected} from '../../src/derive/calico-selector.ts';

const labels = {'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': 'a', edge: ''};

it.each([
	['', true],
	['all()', true],
	['!all()', false],
	['has(edge)', true],
	['!has(rack)', true],
	["topology.kubernetes.io/zone == 'a'", true],
	['topology.kubernetes.io/zone == "b"', false],
	["rack != 'a'", true],
	["topology.kubernetes.io/zone in {'a', 'b'}", true],
	["rack in {'a'}", false],
	["rack not in { 'a' }", true],
	["topology.kubernetes.io/zone not in {'a'}", false],
	["kubernetes.io/os contains 'lin'", true],
	["has(rack) && all() || kubernetes.io/os == 'linux'", true],
	["(has(rack) || has(edge)) && kubernetes.io/os == 'windows'", false],
	['!(has(edge) && has(rack))', true],
])('%j: %j', (selector, expected) => {
	expect(isSelected(selector, labels)).toBe(expected);
});

it.each([
	"rack == 'a' &&",
	'rack = a',
	'rack ~ "a"',
	'all',
	'has(rack',
	"rack in {'a'",
	'global() all()',
	'🙂',
])('says nothing of %j', selector => {
	expect(isSelected(selector, labels)).toBeUndefined();
});

it('answers whatever it is given', () => {
	fc.assert(
		fc.property(fc.string(), selector => {
			expect([true, false, undefined]).toContain(isSelected(selector, labels));
		}),
	);
});
