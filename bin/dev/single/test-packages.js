import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {bareRoot, release, root, treeOf, version, work} from './release.js';
import {run} from './runtime.js';
import {notRoot, step, without} from './steps.js';

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

/** The packages install, run, upgrade and leave nothing. */
export const tryPackages = () => {
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
};
