import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {json} from '../../src/render/json.ts';
import {short} from '../../src/render/short.ts';
import {text} from '../../src/render/text.ts';
import {hasTool, itIf} from '../only-if.ts';
import {hostile, reportOf, reportWith} from './hostile.ts';

const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: true};
const sick = await reportOf('canal-agent-sick');
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe('names that a terminal would obey', () => {
	it.each(hostile)('are visible in every format: %s', (_, name) => {
		const report = reportWith(sick, name);
		expect(text.render(report, plain)).not.toMatch(obeyed);
		expect(short.render(report, plain)).not.toMatch(obeyed);
		expect(json.render(report, plain)).not.toMatch(obeyed);
	});

	it.each(hostile)('add no line: %s', (_, name) => {
		const report = reportWith(sick, name);
		expect(short.render(report, plain).split('\n')).toHaveLength(
			short.render(sick, plain).split('\n').length,
		);
	});
});

describe('json', () => {
	itIf(hasTool('jq'), 'jq is not installed').each(hostile)(
		'is what jq reads on every path: %s',
		(_, name) => {
			const report = reportWith(sick, name);
			const {status, stdout} = spawnSync('jq', ['[paths(scalars)] | length'], {
				input: json.render(report, plain),
				encoding: 'utf8',
				maxBuffer: 1e9,
			});
			expect({status, hasPaths: Number(stdout) > 300}).toEqual({status: 0, hasPaths: true});
		},
	);
});
