import {ciliumAgentSubject, ciliumReportOf, ciliumSymptoms, defineCheck} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/agent-node',
	title: "This node has what Cilium's agent needs to start",
	rationale:
		'The agent needs kernel modules, a kernel that accepts its eBPF programs, an interface that faces the network and a free UDP port for its tunnel. Without one of them it says why, ends, and is started again. What an agent says that is up is left alone.',
	when: {cni: ['cilium']},
	needs: {
		agent: 'cilium.agent',
		cilium: 'cilium.containers',
		logs: 'cilium.logs',
		now: 'system.clock',
	},
	messages: {
		tunnelPort: {
			severity: 'critical',
			text: 'cilium-agent cannot make its tunnel device: something else holds its UDP port',
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan; ss -lunp | grep -E ":(8472|6081) "'},
					{
						text: 'If it is the device of a CNI that is gone, such as flannel.1: ip link delete flannel.1',
						changes: 'node',
					},
					{text: 'If both are needed, set tunnelPort in the HelmChartConfig rke2-cilium', changes: 'cluster'},
				],
				links: ['rke2/select-cni', 'cilium/agent-logs'],
			},
			explains: ciliumSymptoms,
		},
		device: {
			severity: 'critical',
			text: 'cilium-agent does not start because it finds no interface that faces the network',
			guide: {
				steps: [
					{text: 'ip route show default; ip -br addr'},
					{
						text: 'Name the interface in devices in the HelmChartConfig rke2-cilium, such as devices: eth0',
						changes: 'cluster',
					},
				],
				links: ['cilium/kube-proxy-free', 'rke2/chart-cilium', 'rke2/airgap-default-route'],
			},
			explains: ciliumSymptoms,
		},
		kernel: {
			severity: 'critical',
			text: 'cilium-agent does not run on this kernel: {kernel}',
			guide: {
				steps: [
					{text: 'uname -r'},
					{
						text: 'Install a kernel of version 5.10 or later and reboot, or a newer release of the distribution',
						changes: 'node',
					},
				],
				links: ['cilium/system-requirements'],
			},
			explains: ciliumSymptoms,
		},
		hardened: {
			severity: 'critical',
			text: 'cilium-agent takes the kernel {kernel} for one that lacks a part of eBPF, as where hardening hides from it what it has loaded: {reason}',
			guide: {
				steps: [
					{
						text: 'sysctl kernel.kptr_restrict net.core.bpf_jit_harden; grep -rnE "kptr_restrict|bpf_jit_harden" /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d',
					},
					{
						text: 'On a kernel of 5.1 and later: sysctl -w kernel.kptr_restrict=1 net.core.bpf_jit_harden=0, and the same in the file that sets them; then delete the cilium pod of this node',
						changes: 'node',
					},
					{text: 'On an older kernel (uname -r): install a newer one', changes: 'node'},
				],
				links: ['cilium/system-requirements', 'cilium/agent-logs', 'rke2/cilium'],
			},
			explains: ciliumSymptoms,
		},
		denied: {
			severity: 'critical',
			text: 'cilium-agent does not start because it may not write into the BPF file system: {reason}',
			guide: {
				steps: [
					{
						text: 'getenforce; aa-status | grep -i cilium; journalctl -k | grep -iE "apparmor=.DENIED|avc:.*denied|lockdown": what forbids it',
					},
					{
						text: 'kubectl -n kube-system get daemonset cilium -o yaml | grep -A 20 securityContext: the agent needs SYS_ADMIN (with older kernels) and BPF, and appArmorProfile Unconfined; take back what the HelmChartConfig rke2-cilium sets there',
						changes: 'cluster',
					},
					{
						text: 'On SELinux: install the package rke2-selinux of this release, and restart RKE2',
						changes: 'node',
					},
				],
				links: ['cilium/system-requirements', 'cilium/agent-logs'],
			},
			explains: ciliumSymptoms,
		},
		cgroup: {
			severity: 'critical',
			text: 'cilium-agent does not start because it cannot attach its programs to the cgroup of this node: {reason}',
			guide: {
				steps: [
					{
						text: 'stat -fc %T /sys/fs/cgroup (cgroup2fs is meant); findmnt -t cgroup2; bpftool cgroup tree: what is attached there already',
					},
					{
						text: 'Another program that was attached without leave for more (an agent for security or observation): stop it, or have it attach with BPF_F_ALLOW_MULTI',
						changes: 'node',
					},
					{
						text: "In a container or a virtual machine with a part of the host's cgroup: give the node cgroup v2 and a cgroup namespace of its own (systemd.unified_cgroup_hierarchy=1)",
						changes: 'node',
					},
					{
						text: 'Where that cannot be: socketLB.hostNamespaceOnly: true, or no kubeProxyReplacement, in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/kube-proxy-free', 'cilium/system-requirements', 'cilium/agent-logs'],
			},
			explains: ciliumSymptoms,
		},
		programs: {
			severity: 'critical',
			text: 'cilium-agent does not start: the kernel {kernel} refuses its eBPF programs: {reason}',
			guide: {
				steps: [
					{text: 'uname -r; last -x reboot | head -3: is this kernel new on the node?'},
					{
						text: 'Boot the kernel that worked before, and keep it until Cilium supports the new one',
						changes: 'node',
					},
					{
						text: 'Or upgrade RKE2 to a release with a newer Cilium; search the error at github.com/cilium/cilium/issues',
						changes: 'cluster',
					},
				],
				links: ['cilium/system-requirements', 'rke2/cilium', 'cilium/agent-logs'],
			},
			explains: ciliumSymptoms,
		},
		rules: {
			severity: 'critical',
			text: 'cilium-agent does not start because its iptables cannot read rules that stand on this node: {reason}',
			guide: {
				steps: [
					{
						text: 'iptables-save | grep -nE "unsupported|OLD_CILIUM| -m (iface|socket) "; nft list ruleset | grep -nE "xt match|OLD_CILIUM": rules of the host with a match that the image does not know, or of a former version of Cilium',
					},
					{
						text: 'Rules of the host: write them in plain matches (-i lo in place of -m iface), where they come from (iptables.service, nftables.service, a script)',
						changes: 'node',
					},
					{
						text: 'Rules of Cilium itself: reboot this node, or flush the chain named, iptables -t mangle -F OLD_CILIUM_PRE_mangle, with the iptables of the host',
						changes: 'node',
					},
				],
				links: ['cilium/agent-logs', 'cilium/system-requirements', 'rke2/cilium'],
			},
			explains: ciliumSymptoms,
		},
		modules: {
			severity: 'critical',
			text: 'cilium-agent does not start because this kernel lacks a module that it needs: {reason}',
			guide: {
				steps: [
					{
						text: 'modprobe -n -v ip_tables iptable_nat xt_socket ip6_tables sch_ingress cls_bpf vxlan; uname -r',
					},
					{
						text: 'A rule that is "not supported" is no module but an option of the kernel, CONFIG_IP_MULTIPLE_TABLES (CONFIG_IPV6_MULTIPLE_TABLES): zgrep MULTIPLE_TABLES /proc/config.gz /boot/config-$(uname -r), and boot a kernel that has it',
						changes: 'node',
					},
					{
						text: 'On Ubuntu: apt install linux-modules-extra-$(uname -r) (linux-modules-extra-raspi), then reboot. On a kernel for clouds (uname -r ends in -kvm, -minimal or the like): install the general one, on Ubuntu apt install linux-generic, then reboot',
						changes: 'node',
					},
					{
						text: 'On RHEL 10 and its relatives: dnf install kernel-modules-extra-$(uname -r), then reboot',
						changes: 'node',
					},
					{
						text: 'If only IPv6 is meant and this node has none: set ipv6.enabled: false in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-linux', 'cilium/system-requirements'],
			},
			explains: ciliumSymptoms,
		},
	},
	*run(evidence, {finding, environment}) {
		const faults = [
			'tunnelPort',
			'device',
			'kernel',
			'hardened',
			'denied',
			'cgroup',
			'programs',
			'rules',
			'modules',
		] as const;
		const report = ciliumReportOf(evidence, faults, environment);
		if (report !== undefined) {
			yield finding(report.fault, report.data, ciliumAgentSubject, report.details);
		}
	},
});
