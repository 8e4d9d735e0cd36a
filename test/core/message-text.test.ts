import {describe, expect, it} from 'vitest';
import {catalogueText, fillIn, quoted} from '../../src/core/message-text.ts';

describe('fillIn', () => {
	it.each([
		['{count} {count:pod is|pods are} cut off', {count: 1}, '1 pod is cut off'],
		['{count} {count:pod is|pods are} cut off', {count: 2}, '2 pods are cut off'],
		['{count} {count:pod|pods}', {count: 0}, '0 pods'],
		['{count:it is|they are} gone', {}, '{count:it is|they are} gone'],
		['-o jsonpath={.spec.podCIDRs} of {node}', {node: 'node-1'}, '-o jsonpath={.spec.podCIDRs} of node-1'],
		['-p "{\\"spec\\":{\\"a\\":true}}"', {spec: 1}, '-p "{\\"spec\\":{\\"a\\":true}}"'],
	])('%s', (text, data, expected) => {
		expect(fillIn(text, data)).toBe(expected);
	});

	it('keeps a name from the node one word in a step', () => {
		expect(fillIn('ip link show {device}', {device: "a'; reboot"}, quoted)).toBe(
			`ip link show 'a'\\''; reboot'`,
		);
	});
});

describe('catalogueText', () => {
	it('keeps placeholders, and speaks of many', () => {
		expect(catalogueText('{count} {count:pod is|pods are} on {node}')).toBe('{count} pods are on {node}');
	});
});
