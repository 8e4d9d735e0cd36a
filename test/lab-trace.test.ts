import {expect, test} from 'vitest';
// @ts-expect-error The lab is plain JavaScript.
import {judgeTrace} from './lab/paths/trace.js';

const judge = (line: string, pids: readonly string[] = ['7']) =>
	judgeTrace(Object.fromEntries(pids.map(pid => [pid, pid === '7' ? `${line}\n` : ''])));

// Lines of strace 6.1 with -yy.
test.each([
	'openat(AT_FDCWD</>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3</etc/hosts>',
	'openat(AT_FDCWD</>, "/dev/null", O_RDWR) = 3</dev/null<char 1:3>>',
	'ioctl(3<socket:[11]>, SIOCGIFFLAGS, {ifr_name="eth0"}) = 0',
	'ioctl(19<UNIX-STREAM:[4236098->4236099]>, FIONBIO, [1]) = 0',
	'setns(3</proc/88/ns/net>, CLONE_NEWNET) = 0',
	'kill(-12, SIGKILL) = 0',
	'kill(99, 0) = 0',
	'sendto(3<NETLINK:[ROUTE:24760]>, [{nlmsg_len=40, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=1, nlmsg_pid=0}, {ifi_family=AF_UNSPEC}], 40, 0, NULL, 0) = 40',
	'sendto(3<NETLINK:[ROUTE:24760]>, [{nlmsg_len=32, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=0, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_type=ARPHRD_NETROM, ifi_index=0, ifi_flags=0, ifi_change=0}], 32, 0, NULL, 0) = 32',
])('reads only: %s', line => {
	expect(judge(line, ['7', '12'])).toMatchObject({calls: 1, writes: [], sends: []});
});

test.each([
	'openat(AT_FDCWD</>, "/run/xtables.lock", O_RDONLY|O_CREAT, 0600) = 3</run/xtables.lock>',
	'openat(AT_FDCWD</>, "/etc/denied", O_WRONLY) = -1 EACCES (Permission denied)',
	'unlink("/tmp/x") = 0',
	'ioctl(3<socket:[11]>, SIOCSIFFLAGS, {ifr_name="eth0", ifr_flags=IFF_UP}) = 0',
	'setns(3</proc/88/ns/mnt>, CLONE_NEWNS) = 0',
	'kill(1, SIGTERM) = 0',
	'finit_module(3</lib/modules/x.ko>, "", 0) = 0',
	'sendto(3<NETLINK:[ROUTE:24760]>, [{nlmsg_len=32, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK|NLM_F_CREATE, nlmsg_seq=0, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_index=4}], 32, 0, NULL, 0) = 32',
	'sendmsg(3<NETLINK:[NETFILTER:7]>, {msg_name={sa_family=AF_NETLINK}, msg_iov=[{iov_base=[{nlmsg_len=20, nlmsg_type=NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_NEWTABLE, nlmsg_flags=NLM_F_REQUEST}]}]}, 0) = 20',
])('changes something: %s', line => {
	expect(judge(line).writes).toHaveLength(1);
});

test('who hears something', () => {
	const line =
		'connect(19<TCP:[4236094]>, {sa_family=AF_INET, sin_port=htons(10249), sin_addr=inet_addr("10.0.0.2")}, 16) = -1 EINPROGRESS (Operation now in progress)';
	expect(judge(line).sends).toEqual(['10.0.0.2:10249']);
	expect(
		judge('connect(3<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/run/x.sock"}, 110) = 0').sends,
	).toEqual([]);
});
