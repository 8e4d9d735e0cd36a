import {expect, it, test} from 'vitest';
import check from '../../../checks/flannel/log.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/kube-flannel'} as const;
const end = {exitCode: 1, startedAt: minutesAgo(3), finishedAt: minutesAgo(2.5)};
const crashing = {state: 'exited', attempt: 6, createdAt: minutesAgo(3), end} as const;

const evidence = (message: string, changes: Partial<ContainerRun> = crashing, attempt = 6) => ({
	flannel: {pod: canalPod({containers: [containerRun('kube-flannel', changes)]})},
	logs: [
		{
			container: 'kube-flannel',
			attempt,
			path: `/var/log/pods/kube-system_rke2-canal-x7k2p_2d3e/kube-flannel/${attempt}.log`,
			lines: ['I1122 07:57:00.000000       1 main.go:211] CLI flags config: {}', message].map(text => ({
				time: minutesAgo(3),
				stream: 'stderr' as const,
				message: text,
			})),
		},
	],
	now,
});
const gives = (message: keyof typeof check.messages, line: string, text = '') => ({
	evidence: evidence(line),
	findings: [{message, subject, text}] as const,
});

const unreachable = `E1122 07:57:30.000000       1 main.go:231] Failed to create SubnetManager: error retrieving pod spec for 'kube-system/rke2-canal-x7k2p': Get "https://10.43.0.1:443/api/v1/namespaces/kube-system/pods/rke2-canal-x7k2p": dial tcp 10.43.0.1:443: i/o timeout`;

const unsupported =
	'E1122 07:57:30.000000       1 main.go:332] Error registering network: failed to create vxlan device: operation not supported';
const kernelWith = (...loaded: readonly string[]) => ({
	loaded: new Set(loaded),
	builtIn: new Set<string>(),
	filesystems: new Set<string>(),
	hasConntrack: true,
	hasBridgeNetfilter: true,
});

testCheck(test, check, {
	passes: {
		'the same line in the log of a container that runs well': {
			evidence: evidence(unreachable, {attempt: 1, previousEnd: end}, 0),
		},
		'a crash for a reason that is not known': {
			evidence: evidence('E1122 07:57:30.000000       1 main.go:400] exit status 3'),
		},
		'what flanneld repeats and survives': {
			evidence: evidence(
				'E1122 07:57:30.000000       1 iptables.go:320] Failed to ensure iptables rules: error setting up rules: failed to apply partial iptables-restore unable to run iptables-restore (, ): exit status 4',
			),
		},
		'a single failure at boot': {
			evidence: evidence(
				unreachable,
				{state: 'exited', attempt: 0, end: {...end, finishedAt: minutesAgo(0.1)}},
				0,
			),
		},
	},
	fails: {
		'the API does not answer': gives('apiUnreachable', unreachable, 'API at 10.43.0.1:443'),
		'the node controller did not answer': gives(
			'apiUnreachable',
			'E1122 07:57:30.000000       1 kube.go:150] Node controller sync not completed',
			'cannot reach the Kubernetes API',
		),
		'running between two crashes': {
			evidence: evidence(unreachable, {attempt: 6, createdAt: minutesAgo(0.5), previousEnd: end}, 5),
			findings: [{message: 'apiUnreachable', subject}],
		},
		'the API refuses': gives(
			'apiRefuses',
			"E1122 07:57:30.000000       1 main.go:231] Failed to create SubnetManager: error retrieving pod spec for 'kube-system/rke2-canal-x7k2p': Unauthorized",
		),
		'no configuration': gives(
			'netConf',
			'E1122 07:57:30.000000       1 main.go:231] Failed to create SubnetManager: failed to read net conf: open /etc/kube-flannel/net-conf.json: no such file or directory',
		),
		'no pod CIDR': gives(
			'podCidrMissing',
			'E1122 07:57:30.000000       1 main.go:332] Error registering network: failed to acquire lease: node "node-2" pod cidr not assigned',
		),
		'another pod CIDR': gives(
			'podCidrOutside',
			`E1122 07:57:30.000000       1 main.go:332] Error registering network: failed to acquire lease: subnet "10.42.0.0/16" specified in the flannel net config doesn't contain "10.244.0.0/24" PodCIDR of the "node-2" node`,
		),
		'no default route': gives(
			'interface',
			'E1122 07:57:30.000000       1 main.go:264] Failed to find any valid interface to use: failed to get default interface: unable to find default route',
		),
		'an address too many': gives(
			'addresses',
			'E1122 07:57:30.000000       1 main.go:289] Error registering network: failed to ensure address of interface flannel.1: link has incompatible addresses. Remove additional addresses and try again.',
		),
		'an address that is gone': gives(
			'interface',
			'E1122 07:57:30.000000       1 match.go:100] error looking up interface 203.0.113.7: No interface with given IP found',
		),
		'IPv6 first, which an old flannel does not take': gives(
			'familyMissing',
			'E1122 07:57:30.000000       1 runtime.go:76] Observed a panic: Address is not an IPv4 address',
		),
		'a Node without a range of IPv6': gives(
			'familyMissing',
			'E1122 07:57:30.000000       1 main.go:359] failed to configure interface flannel-v6.1: IPv6 is enabled but the lease has no IPv6',
		),
		'no default route of IPv6': gives(
			'interfaceV6',
			'E1122 07:57:30.000000       1 main.go:278] Failed to find any valid interface to use: failed to get default v6 interface: unable to find default v6 route',
		),
		'no br_netfilter': gives(
			'bridgeNetfilter',
			'E1122 07:57:30.000000       1 main.go:278] Failed to check br_netfilter: stat /proc/sys/net/bridge/bridge-nf-call-iptables: no such file or directory',
		),
		'vxlan is there, and SELinux keeps flanneld from having it loaded': {
			evidence: {
				...evidence(unsupported),
				modules: kernelWith(),
				disk: {loadable: new Set(['vxlan']), releases: ['6.12.0']},
				selinux: 'enforcing' as const,
			},
			findings: [
				{
					message: 'backendUnsupported',
					subject,
					text: 'vxlan is on disk, but nothing has loaded it, and flanneld does not get it loaded; SELinux',
				},
			],
		},
		'no vxlan': gives('backendUnsupported', unsupported, 'device of its backend'),
		'a device that is in the way': gives(
			'deviceBusy',
			'E1122 07:57:30.000000       1 main.go:332] Error registering network: failed to set interface flannel.1 to UP state: address already in use',
		),
		'a MAC address that changes at once': gives(
			'deviceMac',
			"E1122 07:57:30.000000       1 main.go:332] Error registering network: failed to configure interface flannel.1: flannel.1's mac address wanted: 5e:11:22:33:44:55, but got: 9a:11:5e:00:00:03",
		),
		'host-gw behind NAT': gives(
			'behindNat',
			"E1122 07:57:30.000000       1 main.go:325] Error fetching backend: your PublicIP differs from interface IP, meaning that probably you're on a NAT, which is not supported by host-gw backend",
		),
		'a fault of its own': gives('panic', 'panic: runtime error: index out of range', 'index out of range'),
		'a port that is taken': gives(
			'healthPort',
			'panic: Start healthz server error. listen tcp 0.0.0.0:8081: bind: address already in use',
		),
	},
});

it('names the device that the line, or the backend, names: that of rke2-flannel is flannel.4096', () => {
	const {steps} = check.messages.deviceMac.guide;
	expect(steps.filter(({text}) => text.includes('{device}'))).toHaveLength(2);
	expect(steps.filter(({text}) => /flannel(?:-v6)?\.\d/.test(text))).toEqual([]);
});
