import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {prometheus} from '../../src/render/prometheus.ts';
import {hasTool, itIf} from '../only-if.ts';
import {hostile, reportOf, reportWith, withCauses} from './hostile.ts';

const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: false};
const [healthy, sick] = [await reportOf('canal-agent'), await reportOf('canal-agent-sick')];
const render = (report: typeof sick): string => prometheus.render(report, plain);

const sample =
	/^(\w+)(?:\{(\w+="(?:[^"\\\n]|\\["\\n])*"(?:,\w+="(?:[^"\\\n]|\\["\\n])*")*)\})? (-?\d+(?:\.\d+)?)$/;
const seriesOf = (text: string): readonly string[] =>
	text
		.trimEnd()
		.split('\n')
		.filter(line => !line.startsWith('#'));

const promtool = (text: string) =>
	spawnSync('promtool', ['check', 'metrics'], {input: text, encoding: 'utf8'});

describe('prometheus', () => {
	itIf(hasTool('promtool'), 'promtool is not installed').each([
		['a healthy node', healthy] as const,
		['a sick node', sick] as const,
		...hostile.map(([what, name]) => [what, reportWith(sick, name)] as const),
	])('is what promtool accepts without a remark: %s', (_, report) => {
		const {status, stdout, stderr} = promtool(render(report));
		expect({status, stdout, stderr}).toEqual({status: 0, stdout: '', stderr: ''});
	});

	it('has samples without timestamps', () => {
		for (const line of [...seriesOf(render(sick)), ...seriesOf(render(healthy))]) {
			expect(line).toMatch(sample);
		}
	});

	it.each(hostile)('has the same series whatever the node calls itself: %s', (_, name) => {
		const lines = seriesOf(render(reportWith(sick, name)));
		expect(lines).toHaveLength(seriesOf(render(sick)).length);
		for (const line of lines) {
			expect(line).toMatch(sample);
			expect(line.length).toBeLessThan(600);
		}
	});

	it('counts causes of one message in one series: names make none', () => {
		expect(render(withCauses(sick, 500)).match(/^rke2_netdoctor_causes\{.*/gm)).toEqual([
			expect.stringMatching(/ 500$/),
		]);
	});

	it('may be read by others, as node_exporter must', () => {
		expect(prometheus.fileMode).toBe(0o644);
	});
});
