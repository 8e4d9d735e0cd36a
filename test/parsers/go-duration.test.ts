import {expect, test} from 'vitest';
import {goSeconds} from '../../src/parsers/go-duration.ts';

test.each([
	['1m30s', 90],
	['30s', 30],
	['1h0m0s', 3600],
	['500ms', 0.5],
	['1.5s', 1.5],
	['0', 0],
	['30', undefined],
	['', undefined],
	['soon', undefined],
])('%s', (text, seconds) => {
	expect(goSeconds(text)).toBe(seconds);
});
