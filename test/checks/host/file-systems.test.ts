import {test} from 'vitest';
import check from '../../../checks/host/file-systems.ts';
import {testCheck} from '../../../src/testing.ts';

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
		'/opt is a read-only mount': {
			evidence: {
				directories: on({...root, ...{point: '/opt', isReadOnly: true as const}}, {}, '/opt/cni/bin'),
			},
			findings: [{message: 'readOnlyConfiguration', subject: {kind: 'Directory', name: '/opt'}}],
		},
	},
});
