import {type CalicoNodeDeployment, restartCalicoNode} from './calico-node-deployment.ts';
import {panicMessage} from './go-panic.ts';

const logs = {text: 'crictl logs --tail 50 $(crictl ps -aq --name calico-node | head -1)'} as const;

/** What a check says of a Felix that does not get on with the node or its settings. */
export const felixMessages = ({explains, deployment, links, otherPort}: CalicoNodeDeployment) =>
	({
		healthPort: {
			severity: 'critical',
			text: 'Felix cannot listen on its health port because something else does: the kubelet takes calico-node for dead',
			guide: {
				steps: [
					{text: 'ss -lntp | grep 9099'},
					{text: `Move the other program to another port${otherPort}`, changes: 'node'},
				],
				links: ['calico/felix-resource', 'calico/node-readiness'],
			},
			explains,
		},
		bpfDevice: {
			severity: 'critical',
			text: 'Felix fails at its devices bpfin.cali and bpfout.cali, which the kernel does not show it',
			guide: {
				steps: [
					{
						text: 'ip link show bpfin.cali; kubectl get felixconfigurations.crd.projectcalico.org default -o yaml',
					},
					logs,
					restartCalicoNode,
					{
						text: 'Upgrade RKE2 where only the release before the last upgrade was free of it',
						changes: 'cluster',
					},
				],
				links: ['calico/ebpf', 'calico/component-logs'],
			},
			explains,
		},
		panic: panicMessage('calico-node', {links: ['calico/component-logs'], explains}),
		bpfRefused: {
			severity: 'critical',
			text: 'Felix ends because it cannot set up the eBPF data plane on this node: {line}',
			guide: {
				steps: [
					{
						text: 'uname -r; findmnt /sys/fs/bpf; cat /sys/kernel/security/lockdown: it needs a kernel of 5.10 or later (4.18.0-305 on RHEL 8), the BPF file system, and no lockdown',
					},
					logs,
					{
						text: 'Until this node can do it: linuxDataplane: Iptables in the Installation, and kube-proxy on again',
						changes: 'cluster',
					},
				],
				links: ['calico/ebpf', 'calico/kernel-dependencies', 'calico/component-logs'],
			},
			explains,
		},
		settingRefused: {
			severity: 'critical',
			text: 'calico-node ends because a setting of Calico is invalid, and the API does not take it: {line}',
			guide: {
				steps: [
					{
						text: 'kubectl get felixconfigurations.crd.projectcalico.org,bgpconfigurations.crd.projectcalico.org,ippools.crd.projectcalico.org -o yaml, and look for the field that the message names',
					},
					{
						text: 'Write a valid value, or remove the field, where it comes from: the HelmChartConfig of the CNI (felixConfiguration, or a FELIX_ variable), or kubectl edit felixconfigurations.crd.projectcalico.org default',
						changes: 'cluster',
					},
					deployment,
				],
				links: ['calico/felix-resource', 'calico/felix-configuration', ...links],
			},
			explains,
		},
		foreignRule: {
			severity: 'critical',
			text: 'Felix cannot read the rules of this node, because one that another program has written uses {name}, which the iptables of Calico does not know: {line}',
			guide: {
				steps: [
					{
						text: 'iptables-save | grep -n -e "-m " | grep -v -E "cali|KUBE-": the rules of others; nft list ruleset shows those that iptables cannot',
					},
					{
						text: 'Remove that rule where it is made (a security agent, the files of netfilter-persistent or iptables.service), then delete it; rules of nft belong in a table of their own, not in filter, nat, mangle or raw',
						changes: 'node',
					},
					restartCalicoNode,
				],
				links: ['calico/component-logs', 'calico/kernel-dependencies', 'rke2/nftables'],
			},
			explains,
		},
		rules: {
			severity: 'critical',
			text: 'Felix cannot write its rules, so that new pods and policies get none{backend}: {line}',
			guide: {
				steps: [
					logs,
					{
						text: 'iptables --version; lsmod | grep -E "ip_tables|nf_tables"; grep . /proc/net/ip_tables_names',
					},
					{
						text: 'Let Felix follow the host: remove iptablesBackend from felixConfiguration (FELIX_IPTABLESBACKEND; calico.felixIptablesBackend with Canal), or set it to Auto',
						changes: 'cluster',
					},
					{
						text: 'Exit status 4 is a lock that somebody holds, or a module that the kernel lacks: on EL, dnf install kernel-modules-extra',
						changes: 'node',
					},
				],
				links: ['calico/felix-configuration', 'calico/kernel-dependencies', 'rke2/nftables'],
			},
			explains,
		},
		kernelLacks: {
			severity: 'critical',
			text: 'Felix cannot write its rules, because the kernel of this node lacks {name}, which they use{backend}: {line}',
			guide: {
				steps: [
					{text: 'modprobe {module}; uname -r', changes: 'node'},
					{
						text: 'If it loads: echo {module} > /etc/modules-load.d/calico.conf, so that it is there after a reboot; Felix tries again by itself',
						changes: 'node',
					},
					{
						text: 'If it loads and nothing changes: an update of the kernel has lost a part of it, as Ubuntu 6.8.0-56, 6.6.57 and 6.11.4 lost MARK for IPv6; boot the kernel of before, or a newer one',
						changes: 'node',
					},
					{
						text: 'If modprobe finds none: install the package with further modules of this kernel (linux-modules-extra on Ubuntu, kernel-modules-extra on RHEL), or a kernel built with it, and reboot',
						changes: 'node',
					},
					{
						text: 'Where somebody has chosen iptablesBackend Legacy on a system that has only nf_tables (RHEL 9 and later): remove it from felixConfiguration (FELIX_IPTABLESBACKEND; calico.felixIptablesBackend with Canal), or set it to Auto',
						changes: 'cluster',
					},
					{
						text: 'If it says Exec format error, Unknown symbol or Key was rejected: the module is of another kernel or is not signed; install the one of uname -r, or boot the kernel that is installed',
						changes: 'node',
					},
				],
				links: ['calico/kernel-dependencies', 'rke2/requirements-linux', 'calico/component-logs'],
			},
			explains,
		},
		ipset: {
			severity: 'critical',
			text: 'Felix cannot write its IP sets, so that policies do not reach new pods: {line}',
			guide: {
				steps: [
					logs,
					{text: 'lsmod | grep ip_set; modinfo ip_set_hash_ip ip_set_hash_net ip_set_hash_ipport'},
					{
						text: '"Kernel and userspace incompatible": a newer ipset on this node made a set that the one of Calico cannot read; go to a release of RKE2 with a newer Calico',
						changes: 'cluster',
					},
					{
						text: 'Until then: ipset list -t shows the sets; find the program that made the newer one, such as firewalld or crowdsec, and stop it or go back to its older release, or its sets come back',
						changes: 'node',
					},
					{
						text: 'What it has left then: ipset destroy NAME, one by one, never without a name, which takes all sets, and never KUBE-… of kube-proxy or cali… of Calico; then restart calico-node',
						changes: 'node',
					},
					{
						text: '"cannot parse … as a protocol" is a fault of the image: go to another release of RKE2',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/kernel-dependencies'],
			},
			explains,
		},
	}) as const;
