import {describe, expect, it} from 'vitest';
import {hasColor, isAnimated, isAscii} from '../../src/cli/terminal.ts';

describe('hasColor', () => {
	it.each([
		['on a terminal', undefined, {}, true, true],
		['not in a pipe', undefined, {}, false, false],
		['the flag wins', 'always', {NO_COLOR: '1'}, false, true],
		['the flag wins', 'never', {FORCE_COLOR: '1'}, true, false],
		['NO_COLOR before FORCE_COLOR', undefined, {NO_COLOR: '1', FORCE_COLOR: '1'}, true, false],
		['an empty NO_COLOR does not count', undefined, {NO_COLOR: ''}, true, true],
		['FORCE_COLOR in a pipe', undefined, {FORCE_COLOR: '1'}, false, true],
		['an empty FORCE_COLOR does not count', undefined, {FORCE_COLOR: ''}, false, false],
		['FORCE_COLOR=0', undefined, {FORCE_COLOR: '0'}, true, false],
		['a dumb terminal', undefined, {TERM: 'dumb'}, true, false],
	])('%s: %s %j', (_, when, variables, isTTY, expected) => {
		expect(hasColor(when, variables, {isTTY})).toBe(expected);
	});
});

describe('isAnimated', () => {
	it.each([
		['on a terminal', {}, {isTTY: true, columns: 80}, true],
		['not on a serial console, which tells no width', {}, {isTTY: true, columns: 0}, false],
		['not in a pipe', {}, {}, false],
		['not in CI', {CI: 'true'}, {isTTY: true, columns: 80}, false],
		['not on a dumb terminal', {TERM: 'dumb'}, {isTTY: true, columns: 80}, false],
	])('%s', (_, variables, stream, expected) => {
		expect(isAnimated(variables, stream)).toBe(expected);
	});
});

describe('isAscii', () => {
	it.each([
		[{}, true],
		[{LANG: 'C'}, true],
		[{LANG: 'en_US.UTF-8'}, false],
		[{LANG: 'en_US.UTF-8', LC_ALL: 'C'}, true],
		[{LC_CTYPE: 'C.utf8'}, false],
	])('%j', (variables, expected) => {
		expect(isAscii(variables)).toBe(expected);
	});
});
