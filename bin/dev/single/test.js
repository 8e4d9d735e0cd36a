// `npm run test:packages`: what `npm run build:single` made runs on a bare system, installs, upgrades and leaves nothing.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {architectures, run} from './runtime.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const release = join(root, 'release');
const work = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-packages-'));
const executable = architecture => join(release, `rke2-netdoctor-linux-${architecture}`);
const own = executable(process.arch);
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const counts = {passed: 0, failed: 0, skipped: 0};

/** `missing`: why this cannot be tried here. */
const step = (name, missing, test) => {
	const start = Date.now();
	if (missing !== undefined) {
		counts.skipped += 1;
		console.log(`skipped ${name}: ${missing}`);
		return;
	}
	try {
		test();
		counts.passed += 1;
		console.log(`passed  ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
	} catch (error) {
		counts.failed += 1;
		console.log(`FAILED  ${name}: ${error.message}`);
	}
};

const hasProgram = name => spawnSync(name, ['--version']).error === undefined;
const without = (...names) => {
	const missing = names.filter(name => !hasProgram(name));
	return missing.length === 0 ? undefined : `no ${missing.join(', no ')}`;
};
const notRoot = process.getuid() === 0 ? undefined : 'needs root';
const packageOf = format =>
	join(
		release,
		readdirSync(release).find(name => new RegExp(`(?:amd64|x86_64)\\.${format}$`).test(name)) ?? '',
	);
const noPackage = format =>
	process.arch !== 'x64'
		? 'the packages that are tried are those for x64'
		: packageOf(format) === join(release)
			? 'not built, see npm run build:single'
			: undefined;

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

/** All of a file system but what package managers remember. */
const treeOf = (folder, at = '') =>
	readdirSync(join(folder, at)).flatMap(name => {
		const path = join(at, name);
		if (/^var\/(?:lib\/(?:dpkg|rpm)|log|cache)$|^(?:root|usr\/lib\/sysimage)$/.test(path)) {
			return [];
		}
		return [path, ...(lstatSync(join(folder, path)).isDirectory() ? treeOf(folder, path) : [])];
	});

/** A root file system with a shell, rm and the libraries that the declared dependencies stand for. */
const bareRoot = name => {
	const folder = join(work, name);
	for (const program of ['/bin/sh', '/bin/rm', own]) {
		const libraries = [...run('ldd', [program]).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
		for (const path of program === own ? libraries : [program, ...libraries]) {
			mkdirSync(join(folder, dirname(path)), {recursive: true});
			cpSync(path, join(folder, path), {dereference: true});
		}
	}
	for (const path of [
		...['etc/systemd/system', 'usr/lib/systemd/system', 'usr/bin', 'usr/share/doc', 'usr/share/man/man8'],
		...['usr/share/bash-completion/completions', 'var/lib', 'var/tmp', 'tmp'],
	]) {
		mkdirSync(join(folder, path), {recursive: true});
	}
	return folder;
};

const wants = 'etc/systemd/system/timers.target.wants/rke2-netdoctor.timer';

/** Installs, uses, upgrades and removes with the words of one package manager. */
const wholeLife = (folder, {install, upgrade, remove}) => {
	const before = treeOf(folder);
	install();
	const inside = words => run('chroot', [folder, '/usr/bin/rke2-netdoctor', ...words]);
	assert.equal(inside(['--version']), `rke2-netdoctor ${version}\n`);
	const added = treeOf(folder).filter(path => !before.includes(path));
	for (const path of [
		'usr/lib/systemd/system/rke2-netdoctor.service',
		'usr/lib/systemd/system/rke2-netdoctor.timer',
		'usr/share/man/man8/rke2-netdoctor.8.gz',
		'usr/share/bash-completion/completions/rke2-netdoctor',
		'usr/share/doc/rke2-netdoctor/rke2-netdoctor.rules.yaml',
		'usr/share/doc/rke2-netdoctor/THIRD-PARTY-LICENSES.txt',
		'etc/rke2-netdoctor/checks.d',
	]) {
		assert.ok(added.includes(path), `${path} is missing`);
	}
	assert.ok(!added.includes(wants), 'the timer is enabled');
	assert.match(inside(['schedule', 'status']), /not installed/);

	mkdirSync(join(folder, dirname(wants)), {recursive: true});
	symlinkSync('/usr/lib/systemd/system/rke2-netdoctor.timer', join(folder, wants));
	mkdirSync(join(folder, 'var/lib/rke2-netdoctor'));
	writeFileSync(join(folder, 'var/lib/rke2-netdoctor/state.json'), '{}');
	upgrade();
	assert.ok(lstatSync(join(folder, wants), {throwIfNoEntry: false}), 'an upgrade disabled the timer');
	assert.ok(existsSync(join(folder, 'var/lib/rke2-netdoctor/state.json')), 'an upgrade forgot the state');
	remove();
	rmSync(join(folder, dirname(wants)), {recursive: true});
	assert.deepEqual(
		treeOf(folder).filter(path => !before.includes(path)),
		[],
	);
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

	step(
		'the .deb installs, upgrades and leaves nothing',
		notRoot ?? without('dpkg') ?? noPackage('deb'),
		() => {
			const folder = bareRoot('deb');
			const database = join(folder, 'var/lib/dpkg');
			for (const name of ['info', 'updates', 'triggers']) {
				mkdirSync(join(database, name), {recursive: true});
			}
			const installed = (name, number) =>
				`Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${number}\nMaintainer: x\nDescription: x\n\n`;
			const dpkg = (...rest) => run('dpkg', [`--root=${folder}`, ...rest]);
			writeFileSync(join(database, 'status'), installed('libc6', '2.27-1') + installed('libgcc-s1', '8'));
			assert.throws(() => dpkg('-i', packageOf('deb')), /libc6 \(>= 2\.28\)[\s\S]*libstdc\+\+6/);
			dpkg('--purge', 'rke2-netdoctor');
			writeFileSync(
				join(database, 'status'),
				['libc6 2.28-10', 'libgcc-s1 8', 'libstdc++6 8'].map(line => installed(...line.split(' '))).join(''),
			);
			wholeLife(folder, {
				install: () => dpkg('-i', packageOf('deb')),
				upgrade: () => dpkg('-i', packageOf('deb')),
				remove: () => dpkg('--purge', 'rke2-netdoctor'),
			});
		},
	);

	step(
		'the .rpm installs, upgrades and leaves nothing',
		notRoot ?? without('rpm') ?? noPackage('rpm'),
		() => {
			const folder = bareRoot('rpm');
			const rpm = (...rest) => run('rpm', [`--root=${folder}`, ...rest]);
			rpm('--initdb');
			assert.throws(() => rpm('-i', packageOf('rpm')), /libc\.so\.6\(GLIBC_2\.28\)[\s\S]*libstdc/);
			// The libraries lie there, but no database of rpm knows of them.
			wholeLife(folder, {
				install: () => rpm('-i', '--nodeps', packageOf('rpm')),
				upgrade: () => rpm('-U', '--nodeps', '--replacepkgs', packageOf('rpm')),
				remove: () => rpm('-e', 'rke2-netdoctor'),
			});
		},
	);

	step(
		'the timer and its sandboxed unit run under a booted systemd',
		process.argv.includes('--booted')
			? (notRoot ?? without('systemd-nspawn', 'debootstrap') ?? noPackage('deb'))
			: 'takes minutes: npm run test:packages -- --booted',
		() => {
			const folder = join(work, 'booted');
			const packages = 'systemd,systemd-sysv,libstdc++6';
			run('debootstrap', ['--variant=minbase', `--include=${packages}`, 'bookworm', folder]);
			cpSync(packageOf('deb'), join(folder, 'root/package.deb'));
			cpSync(join(root, 'bin/dev/single/booted.sh'), join(folder, 'root/booted.sh'));
			writeFileSync(
				join(folder, 'etc/systemd/system/booted.service'),
				`[Unit]\nAfter=basic.target\n[Service]\nType=oneshot\nStandardOutput=file:/root/log\nStandardError=file:/root/log\nExecStart=/bin/bash /root/booted.sh\nExecStopPost=/bin/systemctl --no-block exit\n`,
			);
			const wanted = join(folder, 'etc/systemd/system/multi-user.target.wants');
			mkdirSync(wanted, {recursive: true});
			symlinkSync('../booted.service', join(wanted, 'booted.service'));
			const words = [
				'--quiet',
				'--directory',
				folder,
				'--register=no',
				'--keep-unit',
				'--private-network',
				'--boot',
			];
			spawnSync('systemd-nspawn', words, {stdio: 'ignore', timeout: 240_000});
			const log = readFileSync(join(folder, 'root/log'), 'utf8');
			assert.ok(existsSync(join(folder, 'root/done')), log.split('\n').slice(-8).join('\n'));
		},
	);

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
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
