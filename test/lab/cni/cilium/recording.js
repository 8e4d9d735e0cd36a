import {helperTable} from './kernel.js';

const keys = {
	rules: /^ip -j (-6 )?-d rule show$/,
	routes: /^ip -j (-6 )?-d route show table all$/,
	neighbours: /^ip -j -d neigh show$/,
};

const withoutItems = (body, isHelper) => JSON.stringify(JSON.parse(body).filter(item => !isHelper(item)));

/** Mounts that any node has; the lab's own say where it was built. */
const mounts = [
	'sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0',
	'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
	'/dev/vda1 / ext4 rw,relatime 0 0',
	'tmpfs /run tmpfs rw,nosuid,nodev,size=1600000k,mode=755 0 0',
	'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime 0 0',
];

/** The text of a reply without what the lab does in place of eBPF; undefined where there is nothing of it. */
export const recordedWithoutHelpers = ({kind, path, argv}, body) => {
	if (kind === 'file' && path === '/proc/1/mounts') {
		const own = body.split('\n').filter(line => / (\/sys\/fs\/bpf|\/run\/cilium\/cgroupv2) /.test(line));
		return `${[...mounts, ...own].join('\n')}\n`;
	}
	const key = argv?.join(' ') ?? '';
	if (keys.rules.test(key) || keys.routes.test(key)) {
		return withoutItems(body, ({table}) => table === helperTable);
	}
	return keys.neighbours.test(key) ? withoutItems(body, ({dev}) => dev === 'cilium_vxlan') : undefined;
};
