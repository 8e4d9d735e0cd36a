import {spawnSync} from 'node:child_process';
import {
	chmodSync,
	chownSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {whyNotTrusted} from '../../src/plugins/trust.ts';
import {itIf} from '../only-if.ts';
import {root, textOfFile} from '../tree.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-plugins-'));
	chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, {recursive: true}));

/** The files of the worked example, as its documentation shows them. */
const example = Object.fromEntries(
	[...textOfFile('src/plugins/README.md').matchAll(/```js (\S+)\n([\s\S]*?)```/g)].map(([, name, code]) => [
		name,
		code,
	]),
) as Readonly<Record<string, string>>;

const run = (...words: readonly string[]) => {
	const {status, stdout, stderr} = spawnSync(
		process.execPath,
		[join(root, 'bin/rke2-netdoctor.js'), ...words],
		{
			encoding: 'utf8',
			env: {LANG: 'C.UTF-8'},
		},
	);
	return {status, stdout, stderr};
};
const healthy = join(root, 'fixtures/nodes/canal-agent');
const module = (name: string, code: string): void => writeFileSync(join(folder, name), code, {mode: 0o644});
const replay = (...words: readonly string[]) => run('replay', healthy, '--checks-dir', folder, ...words);

/** The healthy node with a file that the example reads. */
const nodeWithPromise = (): string => {
	const node = join(folder, 'node');
	cpSync(healthy, node, {recursive: true});
	const path = join(node, 'manifest.json');
	const manifest = JSON.parse(readFileSync(path, 'utf8'));
	const promise = {request: {kind: 'file', path: '/etc/acme/network.conf'}, body: 'mtu=9000\n'};
	writeFileSync(path, JSON.stringify({...manifest, replies: [...manifest.replies, promise]}));
	return node;
};

describe('the worked example', () => {
	it('finds what it is about, on a node that was recorded', () => {
		module('acme.mjs', example['acme.mjs'] ?? '');
		const words = ['replay', nodeWithPromise(), '--checks-dir', folder] as const;
		const {status, stdout, stderr} = run(...words, '-o', 'json');
		expect({status, stderr}).toEqual({status: 1, stderr: ''});
		const {causes, tool} = JSON.parse(stdout);
		expect(causes.map(({finding}: {finding: {text: string}}) => finding.text)).toEqual([
			'eth0 has MTU 1500, but the data centre promises 9000',
		]);
		expect(tool.rules).toBe('0.1.0+1');
		expect(run(...words, '-o', 'csv')).toMatchObject({status: 1, stdout: 'node-2,warning,acme/uplink-mtu\n'});
		expect(run(...words, '-o', 'html').stdout).toContain('https://wiki.acme.example/network#mtu');
	});

	it('is listed, explained, and run alone', () => {
		module('acme.mjs', example['acme.mjs'] ?? '');
		expect(run('list', '--checks-dir', folder).stdout).toMatch(/^acme\/uplink-mtu /m);
		expect(run('explain', 'acme/uplink-mtu', '--checks-dir', folder).stdout).toContain(
			'the data centre promises (/etc/acme',
		);
		expect(replay('--only', 'acme', '-o', 'short').stdout).toMatch(/0 of 1 looked/);
		expect(replay('--only', 'acmee').stderr).toContain('did you mean acme?');
		expect(replay('-o', 'cvs').stderr).toContain('did you mean csv?');
	});

	it('passes its own test with the public test kit', () => {
		for (const [name, code] of Object.entries(example)) {
			module(name, code);
		}
		mkdirSync(join(folder, 'node_modules'));
		symlinkSync(root, join(folder, 'node_modules/rke2-netdoctor'));
		const {status, stdout} = spawnSync(process.execPath, ['--test', 'acme.test.mjs'], {
			cwd: folder,
			encoding: 'utf8',
			env: {PATH: process.env.PATH},
		});
		expect(stdout).toMatch(/# pass [3-9]\b/);
		expect(status).toBe(0);
	});
});

describe('a module', () => {
	const good = "export default {id: 'csv', summary: 's', render: () => 'fine\\n'};";

	it.each([
		['that cannot be parsed', 'export default {', /^rke2-netdoctor: \S+bad\.mjs: SyntaxError: .*; not used$/],
		[
			'that throws',
			"throw new Error('no\\u001b[31m\\nsecond line')",
			/bad\.mjs: Error: no\\u\{1b\}\[31m; not used$/,
		],
		[
			'that never ends to load',
			'await new Promise(() => {});',
			/bad\.mjs: expected to be loaded within 5 s, got no answer; not used$/,
		],
		[
			'without a default export',
			'export const x = 1;',
			/bad\.mjs: default export: expected an object, got nothing; not used$/,
		],
		[
			'with a field that is wrong',
			"export default {checks: [{id: 'a/b', title: 7}]};",
			/bad\.mjs: checks\[0\]\.title: expected a text, got 7; not used$/,
		],
		[
			'that imports what is not there',
			"import 'no-such-package'; export default {};",
			/bad\.mjs: Error: Cannot find package/,
		],
	])('%s is one line, and the run goes on', (_, code, line) => {
		module('bad.mjs', code);
		module('good.mjs', good);
		const {status, stdout, stderr} = replay('-o', 'csv');
		expect({status, stdout}).toEqual({status: 0, stdout: 'fine\n'});
		expect(stderr.trim().split('\n')).toHaveLength(1);
		expect(stderr.trim()).toMatch(line);
	});

	it('whose check throws is an error of that check', () => {
		const check = {id: 'a/b', title: 't', rationale: 'r', needs: {links: 'ip.link'}};
		module(
			'bad.mjs',
			`export default {...${JSON.stringify(check)}, messages: {m: {severity: 'info', text: 'x', guide: {steps: [{text: 'y'}], links: ['https://x.example']}}}, run() { throw new Error('oops'); }};`,
		);
		const {status, stdout} = replay('-o', 'short');
		expect({status, isTold: stdout.includes('a/b broke: oops')}).toEqual({status: 3, isTold: true});
	});

	it('whose renderer throws is an output that could not be written', () => {
		module(
			'bad.mjs',
			"export default {id: 'csv', summary: 's', render: () => { throw new Error('oops'); }};",
		);
		const {status, stderr} = replay('-o', 'csv');
		expect({status, stderr}).toEqual({
			status: 73,
			stderr: 'rke2-netdoctor: standard output was not written: csv broke: oops\n',
		});
	});

	it('may throw the reason why there is no evidence', () => {
		module(
			'good.mjs',
			`import {Unavailable} from 'rke2-netdoctor';
			export default {
				probes: [{id: 'a.b', summary: 's', requests: () => [], parse: () => { throw new Unavailable('denied', 'because'); }}],
				checks: [{id: 'a/b', title: 't', rationale: 'r', needs: {x: 'a.b'}, run: () => [],
					messages: {m: {severity: 'info', text: 'x', guide: {steps: [{text: 'y'}], links: ['https://x.example']}}}}],
			};`,
		);
		const {outcomes} = JSON.parse(replay('--only', 'a', '-o', 'json').stdout);
		expect(outcomes).toEqual([
			expect.objectContaining({status: 'unknown', reason: 'denied', why: 'a.b: because'}),
		]);
	});

	it('may ask for nothing that the read grammar does not permit', () => {
		module(
			'bad.mjs',
			`export default {
			probes: [{id: 'a.b', summary: 's', requests: () => [{kind: 'command', argv: ['reboot']}], parse: ([reply]) => reply.detail}],
			checks: [{id: 'a/b', title: 't', rationale: 'r', needs: {x: 'a.b'},
				messages: {m: {severity: 'info', text: '{x}', guide: {steps: [{text: 'y'}], links: ['https://x.example']}}},
				*run({x}, {finding}) { yield finding('m', {x}, {kind: 'File', name: 'x'}, {evidence: [{from: 'x', excerpt: x}]}); }}],
		};`,
		);
		const {stdout} = run('check', '--only', 'a', '-o', 'json', '--checks-dir', folder);
		expect(stdout).toMatch(/not in the read grammar|not-applicable|"outcomes": \[\]|"status": "unknown"/);
	});
});

it('says of a folder that does not exist what was expected', () => {
	expect(run('replay', healthy, '--checks-dir', join(folder, 'none'))).toMatchObject({
		status: 64,
		stdout: '',
		stderr: expect.stringContaining('--checks-dir expects a folder with checks'),
	});
});

describe('trust', () => {
	const itAsRoot = itIf(process.getuid?.() === 0, 'ownership needs root');
	const path = (): string => join(folder, 'x.mjs');

	itAsRoot.each<[string, () => void, RegExp | undefined]>([
		['root owns all of it', () => undefined, undefined],
		[
			'its group may write it',
			() => chmodSync(path(), 0o664),
			/x\.mjs can be written by others than root \(mode 664\)/,
		],
		[
			'others may write its folder',
			() => chmodSync(folder, 0o1777),
			/can be written by others than root \(mode 1777\)/,
		],
		['somebody else owns it', () => chownSync(path(), 1000, 0), /x\.mjs belongs to uid 1000/],
		['somebody else owns its folder', () => chownSync(folder, 1000, 0), /belongs to uid 1000/],
	])('where %s', async (_, change, expected) => {
		module('x.mjs', "throw new Error('must not run')");
		change();
		const why = await whyNotTrusted(path(), true);
		expect(why).toEqual(expected === undefined ? undefined : expect.stringMatching(expected));
		expect(await whyNotTrusted(path(), false)).toBeUndefined();
	});

	itAsRoot('is asked of what a link leads to, and code that is not trusted never runs', () => {
		const elsewhere = join(folder, 'elsewhere');
		mkdirSync(elsewhere);
		writeFileSync(join(elsewhere, 'x.mjs'), "process.stdout.write('ran'); export default {};");
		chownSync(join(elsewhere, 'x.mjs'), 1000, 1000);
		symlinkSync(join(elsewhere, 'x.mjs'), join(folder, 'link.mjs'));
		const {stdout, stderr} = replay('-o', 'short');
		expect(stdout).not.toContain('ran');
		expect(stderr).toMatch(/link\.mjs: .*elsewhere\/x\.mjs belongs to uid 1000, not to root; not used\n$/);
	});
});
