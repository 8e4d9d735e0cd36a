import {test} from 'vitest';
import check from '../../../checks/host/kernel-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {kernelSays} from '../kernel-lines.ts';

const of = (message: string, options?: Parameters<typeof kernelSays>[1]) => ({
	log: kernelSays([message], options),
	now,
});
const node = {kind: 'Node', name: 'node-2'} as const;
const overflow = 'neighbour: arp_cache: neighbor table overflow!';
const stuck = 'unregister_netdevice: waiting for lo to become free. Usage count = 2';
const denied =
	'audit: type=1400 audit(1795334400.123:456): avc:  denied  { create } for  pid=1201 comm="flanneld" scontext=system_u:system_r:container_t:s0 tcontext=system_u:system_r:container_t:s0 tclass=netlink_route_socket permissive=0';

testCheck(test, check, {
	passes: {
		'a quiet log': {evidence: {log: [], now}},
		'an overflow of an hour ago': {evidence: of(overflow, {times: 9, ago: 70})},
		'a device that was only slow': {evidence: of(stuck, {times: 2, ago: 1})},
		'a device that is free by now': {evidence: of(stuck, {times: 20, ago: 5})},
		'a program of a pod that was too large': {
			evidence: of(
				'Memory cgroup out of memory: Killed process 4711 (java) total-vm:8123456kB, anon-rss:4123456kB',
			),
		},
		'a virtual cluster and Docker in pods that were too large': {
			evidence: {
				log: kernelSays([
					'Memory cgroup out of memory: Killed process 4711 (etcd) total-vm:1812345kB',
					'Memory cgroup out of memory: Killed process 4712 (containerd) total-vm:1812345kB',
				]),
				now,
			},
		},
		'SELinux that only warns': {evidence: of(denied.replace('permissive=0', 'permissive=1'), {times: 9})},
		'a profile that keeps a pod from tracing others': {
			evidence: of(
				'audit: type=1400 audit(1.1:2): apparmor="DENIED" operation="ptrace" profile="cri-containerd.apparmor.d" pid=4 comm="etcd" requested_mask="read"',
				{times: 9},
			),
		},
		'a machine of eight processors that was moved': {
			evidence: of('watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [swapper/3:0]', {
				times: 8,
				apart: 1000,
			}),
		},
		'a module that is loaded although it is not signed': {
			evidence: of(
				'xt_mark: module verification failed: signature and/or required key missing - tainting kernel',
			),
		},
		'a driver of something else': {
			evidence: of('nvidia_uvm: disagrees about version of symbol nvidia_register_module'),
		},
		'a pod whose own etcd is confined': {
			evidence: of(denied.replace('flanneld', 'etcd'), {times: 9}),
		},
	},
	fails: {
		'neighbours without room': {
			evidence: of(overflow, {times: 9}),
			findings: [{message: 'neighbourOverflow', subject: node, text: 'overflowed 9 times'}],
		},
		'a device that never goes': {
			evidence: of(stuck, {times: 20, ago: 0}),
			findings: [{message: 'stuckDevice', subject: node, text: 'waits in vain for lo to become free'}],
		},
		'an agent that is killed': {
			evidence: of(
				'Memory cgroup out of memory: Killed process 4711 (cilium-agent) total-vm:1812345kB, anon-rss:912345kB',
				{times: 2},
			),
			findings: [
				{message: 'agentKilled', subject: node, text: 'The kernel killed cilium-agent for want of memory'},
			],
		},
		'modules of another kernel': {
			evidence: {
				log: kernelSays([
					'ip_set_hash_ip: Unknown symbol ip_set_type_unregister (err -22)',
					'ip_set_hash_net: disagrees about version of symbol ip_set_elem_len',
				]),
				now,
			},
			findings: [
				{
					message: 'moduleRefused',
					subject: node,
					text: 'does not take ip_set_hash_ip and ip_set_hash_net, modules built for another kernel',
				},
			],
		},
		'kube-proxy that is killed': {
			evidence: of('Memory cgroup out of memory: Killed process 812 (kube-proxy) total-vm:1312345kB'),
			findings: [{message: 'proxyKilled', subject: node}],
		},
		'a kubelet that is killed': {
			evidence: of('Out of memory: Killed process 812 (kubelet) total-vm:1312345kB'),
			findings: [{message: 'serviceKilled', subject: node}],
		},
		'a node without memory for its etcd': {
			evidence: of('Out of memory: Killed process 812 (etcd) total-vm:1312345kB'),
			findings: [{message: 'killed', subject: node, text: 'The kernel killed etcd'}],
		},
		'SELinux in the way': {
			evidence: of(denied, {times: 3}),
			findings: [{message: 'agentDenied', subject: node, text: 'refuses flanneld what it does'}],
		},
		'SELinux in the way of the plugins': {
			evidence: of(denied.replace('flanneld', 'host-local').replaceAll(':container_t:', ':init_t:'), {
				times: 3,
			}),
			findings: [{message: 'denied', subject: node, text: 'refuses host-local'}],
		},
		lockdown: {
			evidence: of(
				'Lockdown: cilium-agent: use of bpf to read kernel RAM is restricted; see man kernel_lockdown.7',
			),
			findings: [{message: 'agentDenied', subject: node, text: 'cilium-agent'}],
		},
		'routes without room': {
			evidence: of('Route cache is full: consider increasing sysctl net.ipv6.route.max_size.', {times: 4}),
			findings: [{message: 'routesFull', subject: node, text: 'net.ipv6.route.max_size is too small'}],
		},
		'a firewall program that is slow': {
			evidence: of('nf_queue: full at 1024 entries, dropping packets(s)', {times: 4}),
			findings: [{message: 'queueFull', subject: node, text: 'queue of 1024 is full'}],
		},
		'TCP without memory': {
			evidence: of('TCP: out of memory -- consider tuning tcp_mem', {times: 3}),
			findings: [{message: 'tcpMemory', subject: node}],
		},
		'packets without memory': {
			evidence: of('ksoftirqd/3: page allocation failure: order:2, mode:0x484020(GFP_ATOMIC|__GFP_COMP)', {
				times: 3,
			}),
			findings: [{message: 'pageAllocation', subject: node}],
		},
		'processors that stand still': {
			evidence: of('watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [ksoftirqd/3:28]', {
				times: 4,
				apart: 65_000,
			}),
			findings: [{message: 'lockup', subject: node}],
		},
	},
});
