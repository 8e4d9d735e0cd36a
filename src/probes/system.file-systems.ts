import {Unavailable, usageOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type FilesystemUsage, filesystem} from '../core/request.ts';
import type {Mount} from '../parsers/mount-table.ts';
import {systemMounts} from './system.mounts.ts';

/** A directory that RKE2, kubelet or the CNI writes to, and what it lies on. */
export interface WrittenDirectory {
	readonly path: string;
	readonly usage: FilesystemUsage;
	readonly mount: Mount;
}

const paths = [
	...['/run', '/run/k3s', '/run/flannel', '/run/calico', '/run/cilium', '/run/multus'],
	...['/var/lib/cni', '/var/lib/calico', '/var/lib/kubelet', '/var/lib/rancher/rke2'],
	...['/etc/cni/net.d', '/opt/cni/bin', '/var/log'],
];

/** Of two at one point the later one is seen. */
const mountOf = (path: string, mounts: readonly Mount[]): Mount | undefined =>
	mounts
		.filter(({point}) => point === '/' || path === point || path.startsWith(`${point}/`))
		.reduce<Mount | undefined>(
			(longest, mount) =>
				longest === undefined || mount.point.length >= longest.point.length ? mount : longest,
			undefined,
		);

export const systemFileSystems = defineProbe({
	id: 'system.file-systems',
	summary:
		'room in the directories that RKE2, kubelet and the CNI write to; those that do not exist are left out',
	needs: {mounts: systemMounts},
	requests: () => paths.map(filesystem),
	parse: (replies, {mounts}): readonly WrittenDirectory[] => {
		const [first] = replies;
		if (first?.status === 'unanswered') {
			throw new Unavailable(first.reason, first.detail);
		}
		return paths.flatMap((path, index) => {
			const reply = replies[index];
			const mount = mountOf(path, mounts);
			return reply?.status !== 'answered' || mount === undefined
				? []
				: [{path, usage: usageOf(reply), mount}];
		});
	},
});
