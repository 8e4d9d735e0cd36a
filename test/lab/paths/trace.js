// Judges system calls as strace writes them with -yy, one process per file, so that every line is a whole call.

/** What is traced: everything that can change a node or send something. */
export const tracedCalls = [
	...[
		'%file',
		'%network',
		'%creds',
		'kill',
		'tkill',
		'tgkill',
		'pidfd_send_signal',
		'ftruncate',
		'fallocate',
	],
	...['fchmod', 'fchown', 'fsetxattr', 'fremovexattr', 'ioctl', 'setns', 'unshare', 'bpf', 'ptrace'],
	...['init_module', 'finit_module', 'delete_module', 'sethostname', 'setdomainname', 'settimeofday'],
	...['clock_settime', 'clock_adjtime', 'adjtimex', 'move_mount', 'fsopen', 'open_tree', 'mount_setattr'],
	...['process_vm_writev', 'reboot', 'syslog', 'add_key', 'keyctl', 'quotactl', 'io_uring_setup'],
].join();

const writingCalls = new Set([
	...['creat', 'mkdir', 'mkdirat', 'mknod', 'mknodat', 'rename', 'renameat', 'renameat2', 'rmdir', 'unlink'],
	...['unlinkat', 'link', 'linkat', 'symlink', 'symlinkat', 'chmod', 'fchmod', 'fchmodat', 'fchmodat2'],
	...['chown', 'fchown', 'lchown', 'fchownat', 'truncate', 'ftruncate', 'fallocate', 'utime', 'utimes'],
	...['futimesat', 'utimensat', 'setxattr', 'lsetxattr', 'fsetxattr', 'removexattr', 'lremovexattr'],
	...['fremovexattr', 'mount', 'umount', 'umount2', 'pivot_root', 'chroot', 'swapon', 'swapoff', 'acct'],
	...['unshare', 'bpf', 'ptrace', 'init_module', 'finit_module', 'delete_module', 'sethostname'],
	...['setdomainname', 'settimeofday', 'clock_settime', 'clock_adjtime', 'adjtimex', 'move_mount', 'fsopen'],
	...['open_tree', 'mount_setattr', 'process_vm_writev', 'reboot', 'add_key', 'keyctl', 'quotactl'],
	...['io_uring_setup', 'listen'],
]);

const harmlessFiles = /^\/dev\/(?:null|tty|pts\/\d+)$/;

/** ioctls that read: of files, terminals, and of devices by SIOCG…; SIOCETHTOOL is judged by ethtool's read grammar. */
const readingIoctl =
	/^(?:FIONBIO|FIONREAD|FIOCLEX|FIONCLEX|TCGETS\d?|TIOCGWINSZ|TIOCGPGRP|SIOCG\w+|SIOCETHTOOL|BLKGETSIZE\w*|NS_GET_\w+)$/;

/**
 * iproute2 asks in this way whether the kernel knows RTM_NEWLINK: without a name, an index and NLM_F_CREATE it only
 * gets an error. https://git.kernel.org/pub/scm/network/iproute2/iproute2.git/tree/ip/iplink.c (iplink_have_newlink)
 */
const newLinkProbe =
	/nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST\|NLM_F_ACK, .*ifi_family=AF_UNSPEC, .*ifi_index=0, ifi_flags=0, ifi_change=0\}\]?, 32/;

const changesByNetlink = rest => {
	const types = [...rest.matchAll(/nlmsg_type=(?:\w+<<8\|)?([A-Z]\w*)/g)].map(([, type]) => type);
	return types.some(type => /_(?:NEW|DEL|SET)[A-Z]*/.test(type)) && !newLinkProbe.test(rest);
};

const destinationOf = rest => {
	const [, address4] = /sin_addr=inet_addr\("([^"]+)"\)/.exec(rest) ?? [];
	const [, address6] = /inet_pton\(AF_INET6, "([^"]+)"/.exec(rest) ?? [];
	const [, port] = /sin6?_port=htons\((\d+)\)/.exec(rest) ?? [];
	const address = address4 ?? address6;
	return address === undefined ? undefined : `${address}:${port}`;
};

const flagsOf = rest => /\b(?:O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE)\b/.exec(rest)?.[0];

const openedPath = (rest, result) => /^\d+<([^<>]*)/.exec(result)?.[1] ?? /"([^"]*)"/.exec(rest)?.[1] ?? '';

const parseLine = line => {
	const [, name, rest, result] = /^(\w+)\((.*)\) += (.*)$/.exec(line) ?? [];
	return name === undefined ? undefined : {name, rest, result};
};

/** What a call does beyond reading: `{writes}`, `{sends}` (`address:port`), `{runs}` (a program), or nothing. */
const judgeCall = ({name, rest, result}, pids) => {
	if (writingCalls.has(name)) {
		return {writes: `${name}(${rest.slice(0, 120)})`};
	}
	switch (name) {
		case 'open':
		case 'openat':
		case 'openat2': {
			const path = openedPath(rest, result);
			const flag = flagsOf(rest);
			return flag === undefined || harmlessFiles.test(path) ? {} : {writes: `${name} ${path} ${flag}`};
		}
		case 'kill':
		case 'tkill':
		case 'tgkill':
		case 'pidfd_send_signal': {
			const [, pid, signal] = /^-?(\d+)(?:<[^>]*>)?, (?:\d+, )?(\w+)/.exec(rest) ?? [];
			return signal === '0' || pids.has(pid) ? {} : {writes: `${name}(${rest})`};
		}
		case 'setns':
			return rest.includes('CLONE_NEWNET') ? {} : {writes: `setns(${rest})`};
		case 'ioctl': {
			const [, request = rest] = /^[^,]*(?:<[^>]*>+)?, (\w+)/.exec(rest) ?? [];
			return readingIoctl.test(request) ? {} : {writes: `ioctl(${rest.slice(0, 120)})`};
		}
		case 'execve':
			return result === '0' ? {runs: /^"([^"]*)"/.exec(rest)?.[1]} : {};
		case 'connect':
		case 'sendto':
		case 'sendmsg':
		case 'sendmmsg':
			return changesByNetlink(rest)
				? {writes: `${name}(${rest.slice(0, 160)})`}
				: {sends: destinationOf(rest)};
		default:
			return {};
	}
};

const sorted = values => [...new Set(values.filter(value => value !== undefined))].sort();

/**
 * @param files `{pid: text}`, as `strace -ff` writes them
 * @returns `calls` (how many), `processes`, and sorted: `writes`, `sends`, `runs`
 */
export const judgeTrace = files => {
	const pids = new Set(Object.keys(files));
	const calls = Object.values(files).flatMap(text => text.split('\n').flatMap(line => parseLine(line) ?? []));
	const judged = calls.map(call => judgeCall(call, pids));
	return {
		calls: calls.length,
		processes: pids.size,
		writes: sorted(judged.map(({writes}) => writes)),
		sends: sorted(judged.map(({sends}) => sends)),
		runs: sorted(judged.map(({runs}) => runs)),
	};
};
