import {defineCheck, listNames, makeRoom, thisNode} from 'rke2-netdoctor';

interface Directory {
	readonly path: string;
	readonly isDataDirectory?: true;
}

/** Less is no room for a socket's directory or a lease. */
const leastBytes = 1024 ** 2;

/** What is written there at boot or by an upgrade only. */
const isConfiguration = (path: string): boolean => ['/etc/cni/net.d', '/opt/cni/bin'].includes(path);

/** Plugins lie there, and the programs of RKE2, containerd and kubelet. */
const isOfPrograms = ({path, isDataDirectory}: Directory): boolean =>
	isDataDirectory === true || path === '/opt/cni/bin';

const needs: readonly (readonly [RegExp, string])[] = [
	[/^\/var\/lib\/cni/, 'no new pod gets an address'],
	[/^\/(?:etc\/cni|opt\/cni)/, 'the CNI cannot install its configuration and plugins'],
	[/^\/run/, 'containerd and the CNI cannot write sockets, locks and state, and new pods fail'],
	[/^\/var\/lib\/(?:rancher|kubelet)/, 'RKE2, containerd and kubelet cannot write, and no pod starts'],
	[/^\/var\/lib\/calico/, 'calico-node cannot write the name of this node'],
	[/./, 'logs end'],
];
const effectOf = (directories: readonly Directory[]): string => {
	const paths = directories.map(({path, isDataDirectory}) =>
		isDataDirectory === true ? '/var/lib/rancher/rke2' : path,
	);
	return needs.find(([pattern]) => paths.some(path => pattern.test(path)))?.[1] ?? '';
};

const mebibytes = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2)} MiB`;

export default defineCheck({
	id: 'host/file-systems',
	title: 'There is room where RKE2 and the CNI write, and they may write and run programs there',
	rationale:
		'Addresses of pods, sockets, locks and configurations are files. Where a file system is full, or the kernel has made it read-only after an error of the disk, what runs goes on, and every new pod fails with a message that rarely names the disk. What is behind a symbolic link is not judged by a mount that is read-only or noexec.',
	needs: {directories: 'system.file-systems'},
	messages: {
		full: {
			severity: 'critical',
			text: '{point} is full ({available} of {size} left), where {paths} {count:is|are}: {effect}',
			guide: {
				steps: [
					{text: 'df -h {point}; du -xh -d 2 {point} | sort -h | tail'},
					makeRoom,
					{text: 'Give {point} more room, or clear what else fills it', changes: 'node'},
				],
				links: ['kubernetes/node-pressure', 'rke2/requirements-linux'],
			},
			explains: [
				'cni/plugin-missing#damaged',
				'cni/pod-failures#failing',
				'cni/plugin-failures#pluginBroken',
				'cni/sandbox-failures',
				'cni/pod-removal#storage',
			],
		},
		noInodes: {
			severity: 'critical',
			text: '{point} has no inode left, so that no file can be made, where {paths} {count:is|are}: {effect}',
			guide: {
				steps: [
					{text: 'df -i {point}; du -x --inodes -d 2 {point} | sort -n | tail'},
					{text: 'Clear the directory with the most files', changes: 'node'},
				],
				links: ['kubernetes/node-pressure', 'rke2/requirements-linux'],
			},
			explains: [
				'cni/plugin-missing#damaged',
				'cni/pod-failures#failing',
				'cni/plugin-failures#pluginBroken',
				'cni/sandbox-failures',
				'cni/pod-removal#storage',
			],
		},
		readOnly: {
			severity: 'critical',
			text: '{point} is mounted read-only, where {paths} {count:is|are}: {effect}',
			guide: {
				steps: [
					{text: 'dmesg | grep -i -e "remounting filesystem read-only" -e "I/O error"'},
					{text: 'Repair or replace the disk; mount -o remount,rw {point}, if it is well', changes: 'node'},
				],
				links: ['rke2/requirements-linux', 'kubernetes/debug-cluster'],
			},
			explains: [
				'cni/pod-failures#failing',
				'cni/plugin-failures#pluginBroken',
				'cni/sandbox-failures',
				'cni/pod-removal#storage',
			],
		},
		noExec: {
			severity: 'critical',
			text: '{point} is mounted noexec, where {paths} {count:is|are}: no program there can be run, {effect}',
			guide: {
				steps: [
					{text: 'findmnt -T {point} -o TARGET,OPTIONS; grep noexec /etc/fstab'},
					{
						text: 'mount -o remount,exec {point}, and take noexec out of /etc/fstab or the unit that mounts it',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'kubernetes/network-plugins'],
			},
			explains: [
				'cni/pod-failures#failing',
				'cni/plugin-failures#pluginBroken',
				'cni/sandbox-failures',
				'cni/pod-removal#pluginMissing',
				'rke2/service-stopped',
				'rke2/container-runtime',
			],
		},
		readOnlyConfiguration: {
			severity: 'warning',
			text: '{point} is mounted read-only, where {paths} {count:is|are}: {effect}',
			guide: {
				steps: [
					{text: 'findmnt -T {point}'},
					{
						text: 'Mount it so that the CNI can write there: it installs itself at every start',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'kubernetes/network-plugins'],
			},
		},
	},
	*run({directories}, {finding, environment}) {
		for (const point of new Set(directories.map(({mount}) => mount.point))) {
			const here = directories.filter(({mount}) => mount.point === point);
			const [first] = here;
			if (first === undefined) {
				continue;
			}
			const {usage, mount} = first;
			const paths = here.map(({path}) => path);
			const message =
				mount.isReadOnly === true
					? paths.every(isConfiguration)
						? 'readOnlyConfiguration'
						: 'readOnly'
					: usage.size > 0 && usage.available < leastBytes
						? 'full'
						: usage.inodes > 0 && usage.inodesFree === 0
							? 'noInodes'
							: undefined;
			const programs = (mount.isNoExec === true ? here.filter(isOfPrograms) : []).map(({path}) => path);
			if (programs.length > 0) {
				const data = {
					point,
					paths: listNames(programs),
					count: programs.length,
					effect: programs.includes('/opt/cni/bin')
						? 'and no new pod gets a network'
						: 'and RKE2 does not start again',
				};
				yield finding(
					'noExec',
					data,
					{kind: 'Directory', name: point},
					{
						evidence: [{from: 'directories', excerpt: `${point} ${mount.type} noexec`, of: point}],
						affects: [thisNode(environment)],
					},
				);
			}
			if (message === undefined) {
				continue;
			}
			const size = mebibytes(usage.size);
			const available = mebibytes(usage.available);
			yield finding(
				message,
				{point, size, available, paths: listNames(paths), count: paths.length, effect: effectOf(here)},
				{kind: 'Directory', name: point},
				{
					evidence: [
						{
							from: 'directories',
							excerpt: `${point} ${mount.type}${mount.isReadOnly === true ? ' ro' : ''}: ${usage.available} of ${usage.size} bytes, ${usage.inodesFree} of ${usage.inodes} inodes left`,
							of: point,
						},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
