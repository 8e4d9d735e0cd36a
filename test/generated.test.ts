import {describe, expect, it} from 'vitest';
// @ts-expect-error a maintainers' script without types
import {generatedDocuments, generatedIndexes} from '../bin/dev/generate.js';
import {textOfFile} from './tree.ts';

const files: Record<string, string> = {...generatedIndexes(), ...(await generatedDocuments())};

describe('generated files', () => {
	it.each(Object.keys(files))('%s is as `npm run gen` writes it', path => {
		expect(textOfFile(path)).toBe(files[path]);
	});
});
