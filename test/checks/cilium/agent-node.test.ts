import {test} from 'vitest';
import check from '../../../checks/cilium/agent-node.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';
import {endedTimes, logOf, refused, says} from '../cilium-log-builders.ts';

const old = 'level=fatal msg="kernel version: NOT OK: minimal supported kernel version is 5.10.0"';
const finds = (fault: keyof typeof check.messages, text = '') =>
	[{message: fault, subject: agentSubject, text}] as const;

testCheck(test, check, {
	passes: {
		'an agent that has come up since': {
			evidence: {agent: answered(), cilium: ciliumPod(), logs: logOf(old), now},
			environment: onCilium,
		},
		'an agent that is down for another reason': says('level=fatal msg="unknown"'),
		'no pod': {evidence: {agent: refused, cilium: {}, logs: [], now}, environment: onCilium},
	},
	fails: {
		'its port is taken': {
			...says(
				'level=fatal msg="failed to start: daemon creation failed: error while initializing daemon: failed while reinitializing datapath: failed to setup vxlan tunnel device: setting up device cilium_vxlan: setting up device: address already in use"',
			),
			findings: finds('tunnelPort'),
		},
		'no interface': {
			...says(
				'level=fatal msg="Unable to determine direct routing device. Use --direct-routing-device to specify it"',
			),
			findings: finds('device'),
		},
		'a kernel that one part finds too old': {
			...says(
				'level=fatal msg="failed to start: daemon creation failed: SCTP support needs kernel 5.2 or newer" subsys=daemon',
			),
			findings: finds('kernel'),
		},
		'a kernel without the modules of a small machine': {
			...says(
				'level=fatal msg="failed to start: daemon creation failed: unable to setup device manager: protocol not supported" subsys=daemon',
			),
			findings: finds('modules'),
		},
		'rules of a former Cilium': {
			...says(
				'level=fatal msg="failed to start: daemon creation failed: failed to install iptables rules: unable to run \'iptables -t nat -D OLD_CILIUM_POST_nat -s 10.42.0.0/24\' iptables command: exit status 2"',
			),
			findings: finds('rules', 'OLD_CILIUM_POST_nat'),
		},
		'an old kernel': {
			...says(
				'level=fatal msg="kernel version: NOT OK: minimal supported kernel version is 5.10.0; kernel version that is running is: 4.18.0"',
			),
			findings: finds('kernel', '6.1.0'),
		},
		'a kernel that refuses a program': {
			...endedTimes(
				7,
				'level=fatal msg="failed to probe helper" error="detect support for FnSetRetval for program type CGroupSock: load program: invalid argument: 0: (85) call bpf_set_retval#187" progType=CGroupSock',
			),
			findings: finds(
				'programs',
				'the kernel 6.1.0 refuses its eBPF programs: detect support for FnSetRetval',
			),
		},
		'a rule of the host that its iptables does not know': {
			...endedTimes(
				7,
				'level=fatal msg="Error while creating daemon" error="error while initializing daemon: failed while reinitializing datapath: failed to install iptables rules: unable to run \'iptables -t filter -S\' iptables command: exit status 1 stderr=\\"Can\'t find library for match `iface\'\\\\n\\"" subsys=daemon',
			),
			findings: finds('rules', 'its iptables cannot read rules that stand on this node'),
		},
		'a kernel that hides what is loaded': {
			...endedTimes(
				7,
				'level=fatal msg="failed to start: requirements failed: Require support for dead code elimination (Linux 5.1 or newer)"',
			),
			findings: finds('hardened', 'takes the kernel 6.1.0 for one that lacks a part of eBPF'),
		},
		'a file system that it may not write': {
			...endedTimes(
				7,
				'time=2026-11-22T17:00:00Z level=error msg="Start hook failed" error="failed to init bpf map: Unable create map base directory /sys/fs/bpf/tc/globals/cilium_auth_map: mkdir /sys/fs/bpf/tc: permission denied"',
			),
			findings: finds('denied', 'mkdir /sys/fs/bpf/tc: permission denied'),
		},
		'a cgroup that takes no program': {
			...endedTimes(
				7,
				'level=fatal msg="failed to start: daemon creation failed: error while initializing daemon: failed while reinitializing datapath: cgroup attach: PROG_ATTACH for program cil_sock4_post_bind: can\'t attach program: operation not permitted" subsys=daemon',
			),
			findings: finds('cgroup', "can't attach program: operation not permitted"),
		},
		'a kernel without classifiers, of which a script says more than its status': {
			...endedTimes(
				7,
				'level=warning msg="+ tc qdisc replace dev cilium_vxlan clsact" subsys=datapath-loader',
				'level=warning msg="RTNETLINK answers: Operation not supported" subsys=datapath-loader',
				'level=warning msg="We have an error talking to the kernel, -1" subsys=datapath-loader',
				'level=error msg="Error while initializing daemon" error="exit status 2" subsys=daemon',
				'level=fatal msg="Error while creating daemon" error="exit status 2" subsys=daemon',
			),
			findings: finds('modules', 'RTNETLINK answers: Operation not supported'),
		},
		'a kernel without modules': {
			...endedTimes(
				7,
				'level=error msg="Start hook failed" error="daemon creation failed: iptables modules could not be initialized. It probably means that iptables is not available on this node: could not load module ip_tables: exit status 1"',
			),
			findings: finds('modules', 'could not load module ip_tables'),
		},
	},
});
