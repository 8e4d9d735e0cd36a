import {Unavailable, usageOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type FilesystemUsage, filesystem, type Reply, symlink} from '../core/request.ts';
import type {Mount} from '../parsers/mount-table.ts';
import {type DataDirectory, rke2DataDirectory} from './rke2.data-directory.ts';
import {systemMounts} from './system.mounts.ts';

/** A directory that RKE2, kubelet or the CNI writes to, and what it lies on. */
export interface WrittenDirectory {
	readonly path: string;
	readonly usage: FilesystemUsage;
	readonly mount: Mount;
	/** Of RKE2, wherever its configuration puts it. */
	readonly isDataDirectory?: true;
}

const paths = [
	...['/run', '/run/k3s', '/run/flannel', '/run/calico', '/run/cilium', '/run/multus'],
	...['/var/lib/cni', '/var/lib/calico', '/var/lib/kubelet'],
	...['/etc/cni/net.d', '/opt/cni/bin', '/var/log'],
];

/** What is mounted below the directory of leases holds those of one network. */
const mountedLeases = (mounts: readonly Mount[]): readonly string[] =>
	[...new Set(mounts.map(({point}) => point))].filter(point => point.startsWith('/var/lib/cni/')).slice(0, 4);

const writtenBy = ({path, isAssumed}: DataDirectory, mounts: readonly Mount[]): readonly string[] => [
	...paths,
	...(isAssumed ? [] : [path]),
	...mountedLeases(mounts),
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

/** The path and every directory above it: `/opt`, `/opt/cni`, `/opt/cni/bin`. */
const stepsOf = (path: string): readonly string[] =>
	path.split('/').flatMap((_, index, names) => (index === 0 ? [] : [names.slice(0, index + 1).join('/')]));

/** What a mount forbids is judged by the text of the path, which tells nothing about what lies behind a link. */
const stepsToAsk = (written: readonly string[], mounts: readonly Mount[]): readonly string[] => {
	const restricted = written.filter(path => {
		const mount = mountOf(path, mounts);
		return mount?.isReadOnly === true || mount?.isNoExec === true;
	});
	return [...new Set(restricted.flatMap(stepsOf))];
};

/** Of anything else the kernel says that it is none. */
const mayBeLink = (reply: Reply | undefined): boolean =>
	reply?.status === 'answered' || reply?.reason === 'timed-out';

export const systemFileSystems = defineProbe({
	id: 'system.file-systems',
	summary:
		'room in the directories that RKE2, kubelet and the CNI write to; those that do not exist are left out',
	needs: {mounts: systemMounts, data: rke2DataDirectory},
	requests: ({mounts, data}) => {
		const written = writtenBy(data, mounts);
		return [...written.map(filesystem), ...stepsToAsk(written, mounts).map(symlink)];
	},
	parse: (replies, {mounts, data}): readonly WrittenDirectory[] => {
		const written = writtenBy(data, mounts);
		const links = stepsToAsk(written, mounts).filter((_, index) =>
			mayBeLink(replies[written.length + index]),
		);
		const [first] = replies;
		if (first?.status === 'unanswered') {
			throw new Unavailable(first.reason, first.detail);
		}
		return written.flatMap((path, index) => {
			const reply = replies[index];
			const mount = mountOf(path, mounts);
			const isBehindLink = stepsOf(path).some(step => links.includes(step));
			return reply?.status !== 'answered' || mount === undefined || isBehindLink
				? []
				: [{path, usage: usageOf(reply), mount, ...(path === data.path && {isDataDirectory: true})}];
		});
	},
});
