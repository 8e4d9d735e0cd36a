import {spawn, spawnSync} from 'node:child_process';
import {
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {renderers} from '../../src/render/index.generated.ts';
import {itIf} from '../only-if.ts';
import {root} from '../tree.ts';

const program = join(root, 'bin/rke2-netdoctor.js');
const healthy = join(root, 'fixtures/nodes/canal-agent');
const sick = join(root, 'fixtures/nodes/canal-agent-sick');
const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-test-'));
afterAll(() => rmSync(folder, {recursive: true}));

const run = (...words: readonly string[]) => {
	const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...words], {
		encoding: 'utf8',
		cwd: folder,
		env: {LANG: 'C.UTF-8'},
	});
	return {status, stdout, stderr};
};

describe('the program', () => {
	it('prints its version', () => {
		expect(run('--version')).toEqual({status: 0, stdout: 'rke2-netdoctor 0.1.0\n', stderr: ''});
	});

	it.each(['check', 'capture', 'replay', 'explain', 'list'])('%s --help has options and examples', name => {
		const {status, stdout} = run(name, '--help');
		expect(status).toBe(0);
		expect(stdout).toMatch(/ --help[\s\S]*Examples:\n {2}rke2-netdoctor/);
	});

	it('names every command in its own help', () => {
		expect(run('--help').stdout).toMatch(/check[\s\S]*capture[\s\S]*replay[\s\S]*explain[\s\S]*list/);
	});

	it.each([
		[['--pasive'], 64, 'did you mean --passive?'],
		[['explain', 'overlay/vxlan-mising'], 64, 'did you mean overlay/vxlan-missing?'],
		[['replay', healthy, '--only', 'overlai'], 64, 'did you mean overlay?'],
		[['replay', healthy, '-o', 'jsn'], 64, 'did you mean json?'],
		[['replay', healthy, '--report', 'jsn=/x'], 64, 'did you mean json?'],
		[['replay', healthy, '--output-mode', '0666'], 64, '--output-mode expects an octal mode'],
		[['replay', healthy, '--timeout', 'soon'], 64, '--timeout expects seconds'],
		[['replay', healthy, '--only', 'cni', '--skip', 'cni'], 64, 'to leave a check'],
		[['toString'], 64, 'expected a command'],
		[['check', '--host-root', '/nonexistent'], 64, '--host-root expects the root of a file system'],
		[['replay', '/does/not/exist'], 65, '/does/not/exist'],
		[['replay', program], 65, 'rke2-netdoctor.js'],
	])('%j exits %i with one line', (words, status, text) => {
		const result = run(...words);
		expect(result.status).toBe(status);
		expect(result.stdout).toBe('');
		expect(result.stderr).toContain(text);
		expect(result.stderr.trim().split('\n')).toHaveLength(1);
	});

	it.each(Object.keys(renderers))('gives the same exit code in %s', format => {
		expect(run('replay', healthy, '-o', format).status).toBe(0);
		expect(run('replay', sick, '-o', format).status).toBe(2);
	});

	it.each([
		['critical', 2],
		['never', 0],
	])('--fail-on %s changes the exit code only', (level, status) => {
		const result = run('replay', sick, '--fail-on', level, '-o', 'json');
		expect(result.status).toBe(status);
		expect(JSON.parse(result.stdout).summary).toMatchObject({verdict: 'critical', exitCode: 2});
	});

	it('marks a recording, and prints no escape sequence into a pipe', () => {
		const {stdout} = run('replay', sick);
		expect(stdout).toContain('RECORDING');
		expect(stdout).not.toContain('\u001b');
		expect(run('replay', sick, '--color', 'always').stdout).toContain('\u001b[');
	});

	it('uses ASCII symbols where the locale is not UTF-8', () => {
		const {stdout} = spawnSync(process.execPath, [program, 'replay', sick], {encoding: 'utf8', env: {}});
		expect(stdout.split('\n').filter(line => /[✖✔⚠]/.test(line))).toEqual([]);
	});

	it('writes several reports, only for its owner', () => {
		const json = join(folder, 'report.json');
		const short = join(folder, 'report.txt');
		const {status, stdout} = run(
			'replay',
			sick,
			'--report',
			`json=${json}`,
			'-o',
			'short',
			'--output-file',
			short,
		);
		expect({status, stdout}).toEqual({status: 2, stdout: ''});
		expect(JSON.parse(readFileSync(json, 'utf8')).summary.exitCode).toBe(2);
		expect(readFileSync(short, 'utf8')).toMatch(/CRITICAL/);
		expect(statSync(json).mode & 0o777).toBe(0o600);
	});

	it('writes each file in the mode of its format, or in the one that is asked for', () => {
		const [metrics, text] = [join(folder, 'node.prom'), join(folder, 'node.md')];
		const words = ['--report', `prometheus=${metrics}`, '--report', `markdown=${text}`, '-o', 'short'];
		run('replay', sick, ...words);
		expect([statSync(metrics).mode & 0o777, statSync(text).mode & 0o777]).toEqual([0o644, 0o600]);
		run('replay', sick, ...words, '--output-mode', '0640');
		expect([statSync(metrics).mode & 0o777, statSync(text).mode & 0o777]).toEqual([0o640, 0o640]);
	});

	it('says when an output cannot be written, prints it, and leaves nothing half-written', () => {
		const before = readdirSync(folder);
		const {status, stdout, stderr} = run('replay', sick, '-o', 'short', '--output-file', '/proc/report');
		expect(status).toBe(73);
		expect(stdout).toMatch(/CRITICAL/);
		expect(stderr).toContain('/proc/report was not written');
		expect(readdirSync(folder)).toEqual(before);
	});

	it('writes to a device and never replaces it', () => {
		expect(run('replay', healthy, '--output-file', '/dev/null')).toEqual({status: 0, stdout: '', stderr: ''});
		expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
	});

	it('keeps a link a link', () => {
		const [real, link] = [join(folder, 'real.json'), join(folder, 'latest.json')];
		writeFileSync(real, 'old');
		symlinkSync(real, link);
		expect(run('replay', healthy, '-o', 'json', '--output-file', link).status).toBe(0);
		expect(readlinkSync(link)).toBe(real);
		expect(JSON.parse(readFileSync(real, 'utf8')).summary.verdict).toBe('ok');
	});

	it('prints the report once when several outputs fail, and keeps JSON on standard output whole', () => {
		const words = ['--report', 'short=/proc/x', '--report', 'json=/proc/y'];
		const mixed = run('replay', healthy, '-o', 'json', ...words);
		expect(mixed.status).toBe(73);
		expect(JSON.parse(mixed.stdout).summary.verdict).toBe('ok');
	});

	const shell = (line: string) =>
		spawnSync('sh', ['-c', line.replace('$PROGRAM', `"${process.execPath}" "${program}"`)], {
			encoding: 'utf8',
		});

	it('says when standard output cannot be written', () => {
		const {status, stderr} = shell(`$PROGRAM replay "${healthy}" -o json > /dev/full`);
		expect(status).toBe(73);
		expect(stderr).toMatch(/standard output was not written: .*space/);
	});

	it.each(['--help', '--version', 'list', 'list --reads', `replay ${healthy} -v`])(
		'%s is no bug when nobody reads it',
		words => {
			expect(shell(`{ $PROGRAM ${words}; echo "exit $?" >&2; } | true`).stderr).toBe('exit 0\n');
		},
	);

	it('exits 70, never 1, when the program itself cannot be loaded', () => {
		const copy = join(folder, 'bin');
		mkdirSync(copy);
		copyFileSync(program, join(copy, 'rke2-netdoctor.mjs'));
		const {status, stderr} = spawnSync(process.execPath, [join(copy, 'rke2-netdoctor.mjs')], {
			encoding: 'utf8',
		});
		expect({status, isTold: stderr.includes('a bug of ours')}).toEqual({status: 70, isTold: true});
	});

	it('is quiet when its reader goes away', async () => {
		const child = spawn(
			'sh',
			['-c', `"${process.execPath}" "${program}" replay "${sick}" -v; echo $? > "${folder}/code"`],
			{
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		let errors = '';
		child.stderr.on('data', data => {
			errors += data;
		});
		child.stdout.once('data', () => child.stdout.destroy());
		await new Promise(resolve => child.once('close', resolve));
		expect(errors).toBe('');
		expect(readFileSync(join(folder, 'code'), 'utf8').trim()).toBe('2');
	});

	it('explains a check offline, with its guides', () => {
		const {status, stdout} = run('explain', 'overlay/vxlan-missing');
		expect(status).toBe(0);
		expect(stdout).toMatch(/Reads:[\s\S]*ip\.link[\s\S]*Guides:[\s\S]*https:\/\//);
	});

	it('lists every check and every permitted read', () => {
		expect(run('list').stdout).toMatch(/^overlay\/vxlan-missing /m);
		expect(run('list', '--reads').stdout).toMatch(/^ip -j /m);
	});

	it('says of a recording that was ended early that it is not complete', () => {
		const partial = join(folder, 'partial');
		cpSync(healthy, partial, {recursive: true});
		const path = join(partial, 'manifest.json');
		const manifest = JSON.parse(readFileSync(path, 'utf8'));
		writeFileSync(path, JSON.stringify({...manifest, complete: false}));
		const {status, stdout} = run('replay', partial, '-o', 'json');
		expect({status, complete: JSON.parse(stdout).complete}).toEqual({status: 3, complete: false});
		expect(JSON.parse(run('replay', healthy, '-o', 'json').stdout).complete).toBe(true);
	});

	it('captures everything that a ticket needs, for its owner only', () => {
		const path = join(folder, 'ticket.tar.gz');
		const {status, stderr} = run('capture', path, '--only', 'host');
		expect({status, isTold: /^rke2-netdoctor: wrote .*secrets masked/.test(stderr)}).toEqual({
			status: 0,
			isTold: true,
		});
		expect(statSync(path).mode & 0o777).toBe(0o600);
		const target = join(folder, 'ticket');
		mkdirSync(target);
		spawnSync('tar', ['-xzf', path, '-C', target]);
		expect(readdirSync(target)).toEqual(
			expect.arrayContaining([
				'log.txt',
				'manifest.json',
				'removed.txt',
				'report.json',
				'report.md',
				'report.txt',
			]),
		);
		expect(readFileSync(join(target, 'log.txt'), 'utf8')).toMatch(
			/^rke2-netdoctor 0\.1\.0, Node\.js v.* reads.*\n\n +\d+ \+\d+ +\S/,
		);
		expect(run('replay', path).stderr).toBe('');
		writeFileSync(join(target, 'report.md'), 'edited');
		expect(run('replay', target).stderr).toBe('');
	});

	it('refuses a folder that is no bundle without reading it', () => {
		expect(run('replay', '/usr')).toEqual({
			status: 65,
			stdout: '',
			stderr: 'rke2-netdoctor: /usr is no bundle: expected manifest.json, got a folder without it\n',
		});
	});

	it('refuses a truncated and a foreign bundle with one clear line', () => {
		const foreign = join(folder, 'foreign');
		writeFileSync(foreign, 'hello');
		const result = run('replay', foreign);
		expect(result).toMatchObject({status: 65, stdout: ''});
		expect(result.stderr).toMatch(/expected .* got /);
	});
});

describe('on a machine that is no RKE2 node', () => {
	const isNode = existsSync('/var/lib/rancher/rke2') || existsSync('/usr/local/bin/rke2');
	itIf(!isNode, 'this machine is an RKE2 node')('says so in one line, exits 3 and writes nothing', () => {
		const before = readdirSync(folder);
		const {status, stdout, stderr} = run('check', '-o', 'short');
		expect({status, stderr}).toEqual({status: 3, stderr: ''});
		expect(stdout).toMatch(/UNDECIDED: this is not an RKE2 node/);
		expect(stdout.trim().split('\n')).toHaveLength(1);
		expect(readdirSync(folder)).toEqual(before);
	});
});
