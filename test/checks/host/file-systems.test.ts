import {expect, it, test} from 'vitest';
import check from '../../../checks/host/file-systems.ts';
import {systemFileSystems} from '../../../src/probes/system.file-systems.ts';
import {testCheck} from '../../../src/testing.ts';
import {probed, requestsOf} from '../../probes/run-probe.ts';

const room = {size: 50 * 1024 ** 3, available: 20 * 1024 ** 3, inodes: 3_000_000, inodesFree: 2_900_000};
const root = {point: '/', type: 'ext4', source: '/dev/vda1'};
const run = {point: '/run', type: 'tmpfs', source: 'tmpfs'};
const on = (mount: typeof root, usage: Partial<typeof room>, ...paths: readonly string[]) =>
	paths.map(path => ({path, usage: {...room, ...usage}, mount}));
const ofRoot = ['/var/lib/cni', '/var/lib/kubelet', '/var/lib/rancher/rke2', '/etc/cni/net.d'];
const healthy = [...on(run, {}, '/run', '/run/k3s'), ...on(root, {}, ...ofRoot)];

testCheck(test, check, {
	passes: {
		'room everywhere': {evidence: {directories: healthy}},
		'noexec where no programs are': {
			evidence: {
				directories: [
					...on({...run, ...{isNoExec: true as const}}, {}, '/run', '/run/k3s'),
					...on({...root, ...{point: '/var/lib/kubelet', isNoExec: true as const}}, {}, '/var/lib/kubelet'),
				],
			},
		},
		'a file system that counts no inodes, such as btrfs': {
			evidence: {directories: on(root, {inodes: 0, inodesFree: 0}, ...ofRoot)},
		},
		'a few gigabytes left, which is the matter of kubelet': {
			evidence: {directories: on(root, {available: 2 * 1024 ** 3}, ...ofRoot)},
		},
		'a file system without a size, which the kernel makes up': {
			evidence: {directories: on(run, {size: 0, available: 0}, '/run')},
		},
	},
	fails: {
		'/run is full': {
			evidence: {
				directories: [...on(run, {available: 0}, '/run', '/run/k3s'), ...on(root, {}, ...ofRoot)],
			},
			findings: [
				{
					message: 'full',
					subject: {kind: 'Directory', name: '/run'},
					text: '/run is full (0 MiB of 51200 MiB left), where /run and /run/k3s are: containerd and the CNI',
				},
			],
		},
		'too many small files': {
			evidence: {directories: on(root, {inodesFree: 0}, ...ofRoot)},
			findings: [{message: 'noInodes', subject: {kind: 'Directory', name: '/'}, text: 'no new pod gets'}],
		},
		'the kernel has given up the disk': {
			evidence: {directories: on({...root, ...{isReadOnly: true as const}}, {}, ...ofRoot)},
			findings: [{message: 'readOnly', subject: {kind: 'Directory', name: '/'}}],
		},
		'/opt was hardened': {
			evidence: {
				directories: on({...root, ...{point: '/opt', isNoExec: true as const}}, {}, '/opt/cni/bin'),
			},
			findings: [
				{
					message: 'noExec',
					subject: {kind: 'Directory', name: '/opt'},
					text: '/opt is mounted noexec, where /opt/cni/bin is: no program there can be run, and no new pod',
				},
			],
		},
		'a data directory elsewhere was hardened': {
			evidence: {
				directories: on({...root, ...{point: '/data', isNoExec: true as const}}, {}, '/data/rke2').map(
					directory => ({...directory, isDataDirectory: true as const}),
				),
			},
			findings: [
				{
					message: 'noExec',
					subject: {kind: 'Directory', name: '/data'},
					text: 'where /data/rke2 is: no program there can be run, and RKE2 does not start',
				},
			],
		},
		'/opt is a read-only mount': {
			evidence: {
				directories: on({...root, ...{point: '/opt', isReadOnly: true as const}}, {}, '/opt/cni/bin'),
			},
			findings: [{message: 'readOnlyConfiguration', subject: {kind: 'Directory', name: '/opt'}}],
		},
	},
});

const hardened = {...root, point: '/var', isNoExec: true} as const;
const mounts = [root, hardened];
const ofRke2 = (path: string, isAssumed = false) => ({mounts, data: {path, isAssumed}});
const usage = JSON.stringify(room);
const replies = {'df /run': usage, 'df /var/lib/rancher/rke2': usage, 'df /data/rke2': usage};
const judgedPaths = (needs: ReturnType<typeof ofRke2>, more: Readonly<Record<string, string>> = {}) =>
	probed(systemFileSystems, {...replies, ...more}, needs).map(({path}) => path);

it('system.file-systems does not judge by the mounts of its text what is behind a link', () => {
	const needs = ofRke2('/var/lib/rancher/rke2');
	expect(requestsOf(systemFileSystems, needs)).toContain('readlink /var/lib/rancher');
	expect(requestsOf(systemFileSystems, needs)).not.toContain('readlink /opt/cni');
	expect(judgedPaths(needs)).toEqual(['/run', '/var/lib/rancher/rke2']);
	expect(judgedPaths(needs, {'readlink /var/lib/rancher': '/data/rancher'})).toEqual(['/run']);
});

it('system.file-systems looks where RKE2 keeps its data, and nowhere where that is a guess', () => {
	expect(judgedPaths(ofRke2('/data/rke2'))).toEqual(['/run', '/data/rke2']);
	expect(judgedPaths(ofRke2('/var/lib/rancher/rke2', true))).toEqual(['/run']);
});

it('system.file-systems asks for what is mounted over the leases of a network', () => {
	const needs = ofRke2('/var/lib/rancher/rke2', true);
	const leases = '/var/lib/cni/networks';
	const mounts = [...needs.mounts, {...root, ...{point: leases, isReadOnly: true as const}}];
	const found = probed(systemFileSystems, {...replies, [`df ${leases}`]: usage}, {...needs, mounts});
	expect(found.at(-1)).toMatchObject({path: leases, mount: {point: leases, isReadOnly: true}});
});
