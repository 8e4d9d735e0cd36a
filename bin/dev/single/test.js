// `npm run test:packages`: what `npm run build:single` made runs on a bare system, installs, upgrades and leaves nothing.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {bareRoot, executable, own, release, root, treeOf, version, work} from './release.js';
import {architectures, run} from './runtime.js';
import {notRoot, step, sumUp, without} from './steps.js';
import {tryPackages} from './test-packages.js';

/** What the executable prints in an empty folder, without any variable of ours. */
const printed = (words, {env = {}, status: expected = 0, cwd = work} = {}) => {
	const {status, stdout, stderr, error} = spawnSync(own, words, {
		cwd,
		env,
		encoding: 'utf8',
		maxBuffer: 2 ** 26,
	});
	assert.equal(status, expected, `${words.join(' ')}: ${error?.message ?? stderr}`);
	assert.doesNotMatch(stderr, /warning|a bug of ours/i);
	return stdout;
};

/** Symbol versions that an executable needs, by library family: the newest of each. */
const newestSymbols = path => {
	const newest = {};
	for (const [, family, number] of run('readelf', ['-VW', path], {maxBuffer: 2 ** 28}).matchAll(
		/Name: ([A-Z]+)_([\d.]+)/g,
	)) {
		const isNewer = (newest[family] ?? '0').localeCompare(number, 'en', {numeric: true}) < 0;
		newest[family] = isNewer ? number : newest[family];
	}
	return newest;
};

try {
	step('the sums are right', undefined, () => {
		run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {cwd: release});
	});

	step('a second build gives the same bytes', undefined, () => {
		const folder = join(work, 'again');
		mkdirSync(folder);
		run(process.execPath, [
			join(root, 'bin/dev/single/build.js'),
			...['--folder', folder, '--architecture', process.arch],
		]);
		for (const name of readdirSync(folder).filter(file => file !== 'SHA256SUMS')) {
			assert.ok(
				readFileSync(join(folder, name)).equals(readFileSync(join(release, name))),
				`${name} differs`,
			);
		}
	});

	for (const architecture of architectures) {
		step(
			`${architecture} needs glibc 2.28, libstdc++ and libgcc, and nothing newer`,
			without('readelf'),
			() => {
				const {GLIBC, GLIBCXX, CXXABI, ...others} = newestSymbols(executable(architecture));
				assert.deepEqual({GLIBC, GLIBCXX, CXXABI}, {GLIBC: '2.28', GLIBCXX: '3.4.21', CXXABI: '1.3.11'});
				assert.deepEqual(Object.keys(others), ['GCC']);
				const needed = [...run('readelf', ['-dW', executable(architecture)]).matchAll(/NEEDED.*\[(.*)\]/g)];
				const libraries = needed.map(([, name]) => name.replace(/\.so.*/, '')).sort();
				const loader = architecture === 'x64' ? 'ld-linux-x86-64' : 'ld-linux-aarch64';
				const known = [loader, 'libc', 'libdl', 'libgcc_s', 'libm', 'libpthread', 'libstdc++'];
				assert.deepEqual(libraries, known.sort());
			},
		);
	}

	step('runs in an empty folder with what it carries', undefined, () => {
		assert.equal(
			printed(['--version'], {env: {NODE_OPTIONS: '--require /nothing'}}),
			`rke2-netdoctor ${version}\n`,
		);
		const schema = JSON.parse(readFileSync(join(root, 'src/render/report.schema.json'), 'utf8'));
		assert.deepEqual(JSON.parse(printed(['list', '--schema'])), schema);
		assert.match(printed(['explain', 'overlay/vxlan-missing']), /https:\/\//);
		const bundle = join(root, 'fixtures/nodes/canal-agent-sick');
		assert.match(printed(['replay', bundle, '-o', 'short'], {status: 2}), /overlay\/peer-neighbour/);
	});

	step('takes checks of third parties', undefined, () => {
		const readme = readFileSync(join(root, 'src/plugins/README.md'), 'utf8');
		const checks = join(work, 'checks');
		mkdirSync(checks);
		const [, example] = /```js acme\.mjs\n([\s\S]*?)```/.exec(readme);
		writeFileSync(join(checks, 'acme.mjs'), example);
		writeFileSync(
			join(checks, 'own.mjs'),
			`import {testCheck} from 'rke2-netdoctor/testing';
			import {defineProbe, Unavailable} from 'rke2-netdoctor';
			export default {id: 'own', summary: typeof testCheck + typeof defineProbe + typeof Unavailable, render: () => 'mine'};`,
		);
		assert.match(printed(['list', '--checks-dir', checks]), /^acme\/uplink-mtu /m);
		const bundle = join(root, 'fixtures/nodes/canal-agent');
		assert.equal(printed(['replay', bundle, '--checks-dir', checks, '-o', 'own']), 'mine');
	});

	const arm64Libraries = '/usr/aarch64-linux-gnu';
	step(
		'arm64 runs',
		without('qemu-aarch64-static') ??
			(existsSync(arm64Libraries) ? undefined : 'no libc6-arm64-cross, libstdc++6-arm64-cross'),
		() => {
			const words = ['-L', arm64Libraries, executable('arm64')];
			assert.equal(run('qemu-aarch64-static', [...words, '--version']), `rke2-netdoctor ${version}\n`);
			assert.match(run('qemu-aarch64-static', [...words, 'explain', 'overlay/vxlan-missing']), /https:/);
		},
	);

	step('says which library is missing', notRoot, () => {
		const folder = bareRoot('no-libraries');
		for (const path of treeOf(folder).filter(name => /libstdc\+\+/.test(name))) {
			rmSync(join(folder, path));
		}
		cpSync(own, join(folder, 'rke2-netdoctor'));
		const {stderr} = spawnSync('chroot', [folder, '/rke2-netdoctor', '--version'], {encoding: 'utf8'});
		assert.match(stderr, /libstdc\+\+\.so\.6: cannot open shared object file/);
	});

	tryPackages();

	step('the man page is well formed', without('mandoc'), () => {
		const {stdout} = spawnSync('mandoc', ['-T', 'lint', '-W', 'error', 'packaging/rke2-netdoctor.8'], {
			cwd: root,
			encoding: 'utf8',
		});
		assert.equal(stdout, '');
	});
} finally {
	rmSync(work, {recursive: true});
}
process.exitCode = sumUp();
