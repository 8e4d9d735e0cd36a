import {
	affectedByProgram,
	corednsDeployment,
	defineCheck,
	formatTimestamp,
	hostSignatures,
	kernelComplaints,
	listNames,
	thisNode,
} from 'rke2-netdoctor';

const explainsContainers = [
	...['canal/container', 'flannel/container', 'calico/container', 'cilium/container', 'multus/container'],
	'cilium/agent-log#interrupted',
] as const;
const killed = {
	text: 'The kernel killed {detail} for want of memory, {count} {count:time|times} in the last half hour, the last at {time}: {line}',
	guide: {
		steps: [
			{text: 'free -m; journalctl -k --since -1h | grep -iE "oom|out of memory"; crictl stats'},
			{
				text: '"Memory cgroup out of memory" is the limit of its container: raise resources.limits.memory in the HelmChartConfig of its chart',
				changes: 'cluster',
			},
			{
				text: 'Else the node has too little: move pods away, and reserve some with kubelet-arg: system-reserved=memory=1Gi',
				changes: 'node',
			},
		],
		links: ['kubernetes/node-pressure', 'rke2/helmchartconfig', 'rke2/logging'],
	},
} as const;
const denied = {
	severity: 'warning',
	text: 'SELinux, AppArmor or lockdown refuses {detail} what it does ({count} {count:time|times} in the last half hour): {line}',
	guide: {
		steps: [
			{text: 'getenforce; ausearch -m avc -ts recent; aa-status; cat /sys/kernel/security/lockdown'},
			{
				text: 'With SELinux: install rke2-selinux (calico-selinux for Calico) of this release, restorecon -R /var/lib/rancher /opt/cni /etc/cni, and restart RKE2',
				changes: 'node',
			},
			{
				text: 'With AppArmor: take the profile of the pod or of the program back; with lockdown: boot without lockdown=confidentiality',
				changes: 'node',
			},
		],
		links: ['rke2/selinux-calico', 'rke2/logging', 'cilium/system-requirements'],
	},
} as const;

/** Its own limit, whatever else runs on this node: what makes CoreDNS grow is told where it asks itself. */
const ownLimitOfCoredns = /Memory cgroup out of memory: .*\(coredns\)/;

export default defineCheck({
	id: 'host/kernel-log',
	title: 'The kernel does not complain of what the network needs',
	rationale:
		'A table that overflows, a device that cannot go away, a daemon that is killed for its memory or refused by SELinux: the kernel says so once, and what follows looks like a fault of the CNI. Complaints of the last half hour count.',
	needs: {log: 'kernel.log', now: 'system.clock'},
	messages: {
		neighbourOverflow: {
			severity: 'warning',
			text: 'The neighbour table overflowed {count} times in the last half hour, the last time at {time}: packets to new peers and pods were dropped',
			guide: {
				steps: [
					{
						text: 'ip -4 neigh | wc -l; ip -6 neigh | wc -l; sysctl net.ipv4.neigh.default.gc_thresh3 net.ipv6.neigh.default.gc_thresh3',
					},
					{
						text: 'printf "net.ipv4.neigh.default.gc_thresh1 = 4096\\nnet.ipv4.neigh.default.gc_thresh2 = 8192\\nnet.ipv4.neigh.default.gc_thresh3 = 16384\\n" > /etc/sysctl.d/90-neighbours.conf; sysctl -p /etc/sysctl.d/90-neighbours.conf (the same with net.ipv6 for IPv6)',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'rancher/networking'],
			},
		},
		stuckDevice: {
			severity: 'critical',
			text: 'The kernel waits in vain for {device} to become free ({count} times in the last half hour): the namespace of a pod that is gone is not released, and new pods may hang',
			guide: {
				steps: [
					{
						text: 'uname -r; ip -d link; ls /run/netns | wc -l: it is a fault of this kernel, often with IPv6 or sockets that outlive their pod',
					},
					{
						text: 'Drain this node and reboot it, into a newer kernel where there is one',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'kubernetes/cni-errors'],
			},
		},
		agentKilled: {severity: 'critical', ...killed, explains: explainsContainers},
		proxyKilled: {severity: 'critical', ...killed, explains: ['service/kube-proxy']},
		serviceKilled: {severity: 'critical', ...killed, explains: ['rke2/service-stopped']},
		killed: {severity: 'warning', ...killed},
		agentDenied: {...denied, explains: explainsContainers},
		denied,
		moduleRefused: {
			severity: 'warning',
			text: 'The kernel does not take {detail}, {modules:a module|modules} built for another kernel than the one that runs: {line}',
			guide: {
				steps: [
					{
						text: 'uname -r; modinfo -F vermagic {module}: the first word must be the same; ls /lib/modules; find /lib/modules/$(uname -r)/extra /lib/modules/$(uname -r)/updates -name "*.ko*"',
					},
					{
						text: 'Where an update has installed a newer kernel: drain this node and reboot it into that',
						changes: 'node',
					},
					{
						text: 'Else reinstall the modules of the kernel that runs (kernel-modules-core, kernel-modules-extra; linux-modules, linux-modules-extra), take out those in extra and updates that came from elsewhere, and run depmod -a',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'calico/kernel-dependencies'],
			},
			explains: ['calico/log#kernelLacks', 'service/kube-proxy-log#kernelLacks'],
		},
		routesFull: {
			severity: 'warning',
			text: 'The kernel has no room for further routes ({count} times in the last half hour): {detail} is too small, and packets are dropped',
			guide: {
				steps: [
					{text: 'sysctl {detail}; ip -6 route show cache | wc -l'},
					{
						text: 'echo "{detail} = 1048576" > /etc/sysctl.d/90-routes.conf; sysctl -p /etc/sysctl.d/90-routes.conf',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'rancher/networking'],
			},
		},
		queueFull: {
			severity: 'warning',
			text: 'A program that the firewall hands packets to does not keep up: its queue of {detail} is full and packets are dropped ({count} times in the last half hour)',
			guide: {
				steps: [
					{
						text: 'cat /proc/net/netfilter/nfnetlink_queue; nft list ruleset | grep -w queue; iptables-save | grep NFQUEUE',
					},
					{
						text: 'Stop that program (Suricata, a security agent) or exempt the packets of the cluster from its rule; "bypass" lets them through while it is gone',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
		},
		tcpMemory: {
			severity: 'warning',
			text: 'TCP has no memory left ({count} times in the last half hour, the last at {time}): connections of this node hang or are dropped',
			guide: {
				steps: [
					{text: 'cat /proc/net/sockstat; sysctl net.ipv4.tcp_mem; ss -tam | sort -k2 -n | tail'},
					{
						text: 'Find the program whose queues grow, and restart it; then raise net.ipv4.tcp_mem in /etc/sysctl.d',
						changes: 'node',
					},
				],
				links: ['rancher/networking', 'kubernetes/node-pressure'],
			},
		},
		pageAllocation: {
			severity: 'warning',
			text: 'The kernel gets no memory for packets ({count} times in the last half hour, the last at {time}), and drops them',
			guide: {
				steps: [
					{text: 'free -m; cat /proc/buddyinfo; sysctl vm.min_free_kbytes'},
					{
						text: 'echo "vm.min_free_kbytes = 262144" > /etc/sysctl.d/90-memory.conf; sysctl -p /etc/sysctl.d/90-memory.conf',
						changes: 'node',
					},
				],
				links: ['kubernetes/node-pressure', 'rancher/networking'],
			},
		},
		lockup: {
			severity: 'warning',
			text: 'Processors of this node stand still for seconds ({count} times in the last half hour, the last at {time}): packets, heartbeats and leases are late',
			guide: {
				steps: [
					{
						text: 'top -bn1 | head -5: steal (st) of a hypervisor that has too little; journalctl -k --since -1h | grep -A 20 -E "soft lockup|stall"',
					},
					{
						text: 'Give the virtual machine CPUs that are not promised twice, or update the kernel or driver that the trace names',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'rancher/networking'],
			},
		},
	},
	*run({log, now}, {finding, environment}) {
		const node = thisNode(environment);
		const complaints = kernelComplaints(log, hostSignatures, now);
		for (const fault of new Set(complaints.map(complaint => complaint.fault))) {
			const alike = complaints.filter(complaint => complaint.fault === fault);
			const lines = alike.map(({last}) => last).toSorted((one, other) => one.time - other.time);
			const {time, message} = lines.at(-1) ?? {time: now, message: ''};
			const named = alike.map(({detail}) => detail).filter(detail => detail !== '');
			const data = {
				device: listNames(alike.map(({device}) => device)),
				detail: listNames(named),
				module: named[0] ?? '',
				modules: named.length,
				count: alike.reduce((sum, {count}) => sum + count, 0),
				line: message.slice(0, 300),
				time: formatTimestamp(time),
			};
			yield finding(fault, data, node, {
				about: lines.every(line => ownLimitOfCoredns.test(line.message)) ? [corednsDeployment] : [],
				evidence: [
					{
						from: 'log',
						excerpt: lines
							.map(line => line.message.slice(0, 200))
							.slice(-3)
							.join('\n'),
					},
				],
				affects:
					named.length === 0 || fault === 'moduleRefused'
						? [node]
						: named.flatMap(name => affectedByProgram(name, node)),
			});
		}
	},
});
