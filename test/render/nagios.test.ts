import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {nagios} from '../../src/render/nagios.ts';
import {hasTool, itIf} from '../only-if.ts';
import {hostile, reportOf, reportWith, withCauses} from './hostile.ts';

const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: false};
const [healthy, sick] = [await reportOf('canal-agent'), await reportOf('canal-agent-sick')];
const render = (report: typeof sick): string => nagios.render(report, plain);

/** Performance data as the library of Nagios' own plugins reads it: label and value of each. */
const parsed = (output: string): readonly string[] => {
	const program =
		'print $_->label, "=", $_->value, $_->uom // "", "\\n" for Monitoring::Plugin::Performance->parse_perfstring($ARGV[0])';
	const [line = ''] = output.split('\n');
	const {stdout} = spawnSync(
		'perl',
		['-MMonitoring::Plugin::Performance', '-e', program, line.slice(line.indexOf('|') + 1).trim()],
		{encoding: 'utf8'},
	);
	return stdout.trim().split('\n');
};
const hasParser =
	hasTool('perl') && spawnSync('perl', ['-MMonitoring::Plugin::Performance', '-e', '1']).status === 0;

describe('nagios', () => {
	it('begins with the state that belongs to the exit code', () => {
		expect(render(healthy)).toMatch(/^OK - node-2: nothing found, \d+ of \d+ looked \| critical=0;/);
		expect(render(sick)).toMatch(/^CRITICAL - node-2: /);
		const undecided = {
			...healthy,
			summary: {...healthy.summary, verdict: 'undecided' as const, undecided: ['the run ended']},
		};
		expect(render(undecided)).toMatch(/^UNKNOWN - node-2: the run ended \|/);
	});

	itIf(hasParser, 'libmonitoring-plugin-perl is not installed').each([
		['a healthy node', healthy] as const,
		['a sick node', sick] as const,
		...hostile.map(([what, name]) => [what, reportWith(sick, name)] as const),
	])('has performance data that its library reads: %s', (_, report) => {
		const {findings, outcomes} = report.summary;
		expect(parsed(render(report))).toEqual([
			`critical=${findings.critical}`,
			`warning=${findings.warning}`,
			`info=${findings.info}`,
			`passed=${outcomes.passed}`,
			`unknown=${outcomes.unknown}`,
			`errors=${outcomes.error}`,
			expect.stringMatching(/^duration=[\d.]+s$/),
		]);
	});

	it.each(hostile)('has one bar and no markup with %s', (_, name) => {
		const output = render(reportWith(sick, name));
		expect(output.match(/\|/g)).toHaveLength(1);
		expect(output).not.toMatch(/[<>\u001b\u202e]/);
		expect(output.trimEnd().split('\n')).toHaveLength(1 + sick.causes.length);
		expect(Buffer.byteLength(output)).toBeLessThan(4096);
	});

	it('fits what agents carry, however many causes there are', () => {
		const output = render(withCauses(sick, 300));
		expect(Buffer.byteLength(output)).toBeLessThan(4096);
		expect(output).toContain('and 290 more');
	});
});
