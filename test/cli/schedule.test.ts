import {spawnSync} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {judgeAge} from '../../src/cli/last.ts';
import {compare} from '../../src/schedule/changes.ts';
import {acquireLock} from '../../src/schedule/lock.ts';
import {prepareStateDirectory, storeReport} from '../../src/schedule/state.ts';
import {itIf} from '../only-if.ts';
import {reportOf} from '../render/hostile.ts';
import {root} from '../tree.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-schedule-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

const run = (...words: readonly string[]) => {
	const {status, stdout, stderr} = spawnSync(
		process.execPath,
		[join(root, 'bin/rke2-netdoctor.js'), ...words],
		{
			encoding: 'utf8',
			env: {LANG: 'C.UTF-8', PATH: process.env.PATH},
		},
	);
	return {status, stdout, stderr};
};
const sick = await reportOf('canal-agent-sick');

const nodeWith = (...folders: readonly string[]): string => {
	for (const name of ['etc', ...folders]) {
		mkdirSync(join(folder, name), {recursive: true});
	}
	writeFileSync(join(folder, 'etc/group'), 'root:x:0:\nnagios:x:112:\n');
	writeFileSync(join(folder, 'etc/hostname'), 'node-2\n');
	return folder;
};
const filesIn = (path: string): readonly string[] =>
	readdirSync(path, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(({parentPath, name}) => join(parentPath, name).slice(path.length))
		.sort();

describe.each([
	[
		'systemd',
		['run/systemd/system', 'etc/systemd/system'],
		['/etc/systemd/system/rke2-netdoctor.service', '/etc/systemd/system/rke2-netdoctor.timer'],
	],
	['cron', ['etc/cron.d'], ['/etc/cron.d/rke2-netdoctor']],
] as const)('schedule with %s', (_, folders, files) => {
	itIf(process.getuid?.() === 0, 'installing needs root')('installs, tells, and leaves nothing', () => {
		const node = nodeWith(...folders);
		const before = filesIn(node);
		const words = ['--host-root', node] as const;
		expect(run('schedule', 'status', ...words).stdout).toMatch(/^not installed/);
		const installed = run('schedule', 'install', ...words, '--group', 'nagios', '--', '--only', 'overlay');
		expect(installed).toMatchObject({status: 0, stderr: ''});
		expect(filesIn(node)).toEqual([...before, ...files].sort());
		for (const path of files) {
			const content = readFileSync(join(node, path), 'utf8');
			expect(installed.stdout).toContain(`# ${path}\n${content}`);
			expect(
				run('schedule', 'print', ...words, '--group', 'nagios', '--', '--only', 'overlay').stdout,
			).toContain(content);
			expect(statSync(join(node, path)).mode & 0o777).toBe(0o644);
		}
		const state = statSync(join(node, 'var/lib/rke2-netdoctor'));
		expect([state.mode & 0o7777, state.gid]).toEqual([0o2750, 112]);
		expect(run('schedule', 'status', ...words).stdout).toMatch(
			/installed {3}\/etc\/.*\nlast run {4}none yet\nnext run {4}\d{4}-/,
		);
		expect(run('schedule', 'remove', ...words).stdout).toBe(
			[...files, '/var/lib/rke2-netdoctor'].map(path => `removed ${path}\n`).join(''),
		);
		expect(filesIn(node)).toEqual(before);
		expect(run('schedule', 'remove', ...words).stdout).toBe('nothing is installed\n');
	});
});

describe('schedule', () => {
	it('removes nothing that is not its own', () => {
		const node = nodeWith('etc/cron.d', 'srv/data');
		writeFileSync(join(node, 'srv/data/precious'), 'x');
		writeFileSync(join(node, 'srv/data/state.json'), 'x');
		expect(run('schedule', 'remove', '--host-root', node, '--state-dir', '/srv/data').status).toBe(73);
		expect(readdirSync(join(node, 'srv/data'))).toEqual(['precious']);
	});

	it('needs something to schedule with', () => {
		const {status, stdout, stderr} = run('schedule', 'install', '--host-root', nodeWith());
		expect({status, stdout}).toEqual({status: 73, stdout: ''});
		expect(stderr).toBe(
			'rke2-netdoctor: expected systemd (/run/systemd/system) or cron (/etc/cron.d) on this node, got neither\n',
		);
	});

	it.each([
		[['schedule', 'instal'], 'did you mean install?'],
		[['schedule', 'print', '--every', '7'], '--every expects one of'],
		[['schedule', 'print', '--group', 'a b'], '--group expects the name of a group'],
		[['schedule', 'print', '--', '--onyl', 'overlay'], 'did you mean --only?'],
		[['schedule', 'print', '--', '--quiet'], 'takes no --quiet of its own'],
		[['schedule', 'print', '--', '--report', 'json=relative'], 'expects absolute paths'],
		[['schedule', 'print', '--', 'capture'], 'got "capture"'],
		[['check', '--max-age', '15m'], '--max-age goes with --last'],
		[['check', '--last', '--quiet'], '--last takes no --quiet'],
		[['check', '--last', '--max-age', 'soon'], '--max-age expects a time'],
	])('%j is told in one line', (words, text) => {
		const {status, stdout, stderr} = run(...words);
		expect({status, stdout}).toEqual({status: 64, stdout: ''});
		expect(stderr).toContain(text);
		expect(stderr.trim().split('\n')).toHaveLength(1);
	});

	it('lets the unit write where the check writes', () => {
		const {stdout} = run(
			'schedule',
			'print',
			'--host-root',
			nodeWith('run/systemd/system'),
			'--',
			'--report',
			'prometheus=/srv/a/x.prom',
		);
		expect(stdout).toContain('\nReadWritePaths=-/srv/a\n');
	});
});

describe('--quiet', () => {
	it('speaks when there is something new, then is silent with the same exit code', () => {
		const words = ['--quiet', '--state-dir', join(folder, 'state'), '-o', 'short', '--only', 'host'];
		const [first, second] = [run(...words), run(...words)];
		// Elsewhere than on an RKE2 node the verdict is undecided: that is said once.
		expect(first.stdout).not.toBe('');
		expect(second).toEqual({status: first.status, stdout: '', stderr: ''});
	});

	it('writes files in every run, also when it is silent', () => {
		const metrics = join(folder, 'node.prom');
		const words = ['--quiet', '--state-dir', join(folder, 'state'), '--report', `prometheus=${metrics}`];
		run(...words);
		rmSync(metrics);
		expect(run(...words).stdout).toBe('');
		expect(existsSync(metrics)).toBe(true);
	});

	it('starts anew when its state is damaged, and says so', () => {
		const state = join(folder, 'state');
		mkdirSync(state);
		writeFileSync(join(state, 'state.json'), '{"format":1,');
		const {stdout, stderr} = run('--quiet', '--state-dir', state, '-o', 'short');
		expect(stdout).not.toBe('');
		expect(stderr).toMatch(/state\.json is damaged: .*; starting anew\n$/);
		expect(JSON.parse(readFileSync(join(state, 'state.json'), 'utf8')).format).toBe(1);
	});

	it('steps back for a run that is under way, and not for one that was killed', async () => {
		const state = join(folder, 'state');
		await prepareStateDirectory(state);
		const lock = await acquireLock(state);
		expect(run('--quiet', '--state-dir', state)).toEqual({
			status: 75,
			stdout: '',
			stderr: `rke2-netdoctor: another run with --quiet is under way (process ${process.pid})\n`,
		});
		await (lock.status === 'held' ? lock.release() : undefined);
		const left = ['lock.1.1.00000000', `.rke2-netdoctor.${randomUUID()}.tmp`];
		for (const name of left) {
			writeFileSync(join(state, name), '');
		}
		expect(run('--quiet', '--state-dir', state, '-o', 'short').stdout).not.toBe('');
		expect(readdirSync(state).sort()).toEqual(['report.json', 'state.json']);
	});

	it('lets a run of its own tell since when a cause is known', () => {
		const node = nodeWith('usr/local/bin', 'etc/rancher/rke2', 'var/lib/rancher/rke2');
		writeFileSync(join(node, 'usr/local/bin/rke2'), '');
		writeFileSync(join(node, 'etc/rancher/rke2/config.yaml'), 'cni: [canal, nothing]\n');
		symlinkSync(
			'/var/lib/rancher/rke2/data/v1.35.7-rke2r1-0123456789ab/bin',
			join(node, 'var/lib/rancher/rke2/bin'),
		);
		const state = join(folder, 'state');
		const words = ['--host-root', node, '--passive', '--state-dir', state, '-o', 'json'];
		const causesOf = (output: string) => JSON.parse(output).causes;
		const [first] = causesOf(run('--quiet', ...words).stdout);
		expect(first.finding.since).toMatch(/^20/);
		const path = join(state, 'state.json');
		writeFileSync(
			path,
			readFileSync(path, 'utf8').replaceAll(first.finding.since, '2020-01-01T00:00:00.000Z'),
		);
		const before = readFileSync(path, 'utf8');
		expect(causesOf(run(...words).stdout)[0].finding.since).toBe('2020-01-01T00:00:00.000Z');
		expect(readFileSync(path, 'utf8')).toBe(before);
	});

	it('only reads where nobody asked to remember', () => {
		const state = join(folder, 'state');
		run('--state-dir', state, '-o', 'short');
		expect(existsSync(state)).toBe(false);
	});
});

describe('--last', () => {
	const stored = async (age: number): Promise<string> => {
		const state = join(folder, 'state');
		await prepareStateDirectory(state);
		const finishedAt = new Date(Date.now() - age * 1000).toISOString();
		await storeReport(state, compare(undefined, {...sick, finishedAt}).report);
		return state;
	};

	it.each(['text', 'json', 'nagios', 'prometheus', 'html', 'markdown'])(
		'shows the stored report as %s',
		async format => {
			const {status, stdout} = run(
				'--last',
				'--max-age',
				'15m',
				'--state-dir',
				await stored(60),
				'-o',
				format,
			);
			expect(status).toBe(2);
			expect(stdout).toMatch(/critical/i);
		},
	);

	it('is undecided when the report is too old, in every format', async () => {
		const state = await stored(3600);
		const {status, stdout} = run('--last', '--max-age', '15m', '--state-dir', state, '-o', 'nagios');
		expect({status, isUnknown: stdout.startsWith('UNKNOWN - node-2: the stored report is of ')}).toEqual({
			status: 3,
			isUnknown: true,
		});
		expect(run('--last', '--max-age', '2h', '--state-dir', state, '-o', 'nagios').status).toBe(2);
		expect(run('--last', '--state-dir', state, '--fail-on', 'never').status).toBe(0);
	});

	it('exits 65 without a report', () => {
		const {status, stderr} = run('--last', '--state-dir', folder);
		expect(status).toBe(65);
		expect(stderr).toMatch(/has not run yet\n$/);
	});

	it('does not believe a report of the future', () => {
		const report = {...sick, finishedAt: '2030-01-01T00:00:00Z'};
		const now = Date.parse('2026-01-01T00:00:00Z');
		expect(judgeAge(report, 900, now).summary).toMatchObject({verdict: 'undecided', exitCode: 3});
		expect(judgeAge(report, undefined, now).summary.verdict).toBe('critical');
	});
});
