import {spawnSync} from 'node:child_process';
import {describe, expect} from 'vitest';
import {prometheus} from '../../src/render/prometheus.ts';
import {hasTool, itIf} from '../only-if.ts';
import {reportOf} from '../render/hostile.ts';
import {root, textOfFile} from '../tree.ts';

const rules = 'packaging/prometheus/rke2-netdoctor.rules.yaml';
const promtool = (...words: readonly string[]) => {
	const {status, stdout, stderr} = spawnSync('promtool', words, {cwd: root, encoding: 'utf8'});
	return {status, output: `${stdout}${stderr}`};
};

describe('alert rules', () => {
	const itWithPromtool = itIf(hasTool('promtool'), 'promtool is not installed');

	itWithPromtool('are what promtool accepts', () => {
		expect(promtool('check', 'rules', rules)).toMatchObject({status: 0});
	});

	itWithPromtool('fire on what they are about, and on nothing else', () => {
		const {status, output} = promtool('test', 'rules', 'test/packaging/alerts.test.yaml');
		expect(status, output).toBe(0);
	});

	itWithPromtool('name metrics and labels that a report has', async () => {
		const metrics = prometheus.render(await reportOf('canal-agent-sick'), {} as never);
		const named = [...textOfFile(rules).matchAll(/expr: .*/g)].flatMap(
			([line]) => line.match(/rke2_netdoctor_\w+(?:\{\w+="\w+"\})?/g) ?? [],
		);
		expect(named.length).toBeGreaterThan(4);
		for (const name of named) {
			expect(metrics).toContain(`\n${name} `);
		}
	});
});
