import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect} from 'vitest';
import type {Report} from '../../src/core/report.ts';
import {serviceUnit} from '../../src/schedule/units.ts';
import {itIf} from '../only-if.ts';
import {root} from '../tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-sandbox-'));
afterAll(() => rmSync(folder, {recursive: true}));
const state = join(folder, 'state');
const node = join(folder, 'root');
for (const [path, text] of Object.entries({
	'usr/local/bin/rke2': '',
	'etc/rancher/rke2/config.yaml': 'cni: canal\n',
})) {
	mkdirSync(join(node, path, '..'), {recursive: true});
	writeFileSync(join(node, path), text);
}

// RKE2 has been started here once.
mkdirSync(join(node, 'var/lib/rancher/rke2'), {recursive: true});
symlinkSync(
	'/var/lib/rancher/rke2/data/v1.35.7-rke2r1-0123456789ab/bin',
	join(node, 'var/lib/rancher/rke2/bin'),
);

const unit = serviceUnit({
	command: ['x'],
	every: 10,
	hostName: 'x',
	stateDirectory: '/var/lib/rke2-netdoctor',
	writes: [],
});
const [, capabilities = ''] = /^CapabilityBoundingSet=(.*)$/m.exec(unit) ?? [];
const bounding = [
	'-all',
	...capabilities.split(' ').map(name => `+${name.replace('CAP_', '').toLowerCase()}`),
].join(',');

/** The parts of the unit's sandbox that need no systemd: a read-only system, few capabilities, no new privileges. */
const confined = `
	mkdir -p "$1"
	mount --bind "$1" "$1"
	mount -o remount,bind,ro /
	for tree in /proc/sys /sys; do mount --bind $tree $tree && mount -o remount,bind,ro $tree; done
	shift
	exec setpriv --no-new-privs --bounding-set ${bounding} "$@"`;
const canConfine =
	process.getuid?.() === 0 &&
	spawnSync('unshare', ['--mount', 'sh', '-ec', confined, 'sh', join(folder, 'try'), 'true']).status === 0;

const words = [
	process.execPath,
	join(root, 'bin/rke2-netdoctor.js'),
	...['check', '--host-root', node, '--passive', '-o', 'json'],
];
const reportOf = (output: string): Report => JSON.parse(output);
const told = ({outcomes, unread}: Report) => ({
	outcomes: outcomes.map(({check, status}) => `${check} ${status}`),
	unread: unread.map(({probe, reason}) => `${probe} ${reason}`),
});

describe('the sandbox of the unit', () => {
	itIf(canConfine, 'confining a process needs root, unshare and setpriv')(
		'costs no read, and leaves room for the state',
		() => {
			const free = spawnSync(words[0] ?? '', words.slice(1), {encoding: 'utf8', maxBuffer: 1e9});
			const {stdout, stderr} = spawnSync(
				'unshare',
				['--mount', 'sh', '-ec', confined, 'sh', state, ...words, '--quiet', '--state-dir', state],
				{encoding: 'utf8', maxBuffer: 1e9},
			);
			expect(stderr).toBe('');
			expect(told(reportOf(stdout))).toEqual(told(reportOf(free.stdout)));
			expect(reportOf(stdout).environment.installation.value).toBe('rke2');
			expect(JSON.parse(readFileSync(join(state, 'state.json'), 'utf8')).format).toBe(1);
			expect(existsSync(join(state, 'report.json'))).toBe(true);
		},
	);
});
