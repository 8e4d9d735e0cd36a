import {defineCheck, podNetworkReports} from 'rke2-netdoctor';

const messages = {
	pluginOlder: {
		severity: 'critical',
		text: 'The plugin {plugin} in /opt/cni/bin is older than its configuration, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{text: 'ls -l --time-style=full-iso /opt/cni/bin /etc/cni/net.d'},
				{
					text: 'Delete the calico-node (rke2-canal) pod of this node, which then installs its plugin anew: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				{text: 'If it says the same again: update RKE2, whose image brings the plugin', changes: 'cluster'},
			],
			links: ['rke2/dual-stack', 'kubernetes/cni-errors', 'rke2/canal'],
		},
	},
	ipv6Off: {
		severity: 'critical',
		text: 'IPv6 is switched off on this host, but {plugin} is to give {pods} an IPv6 address: {error}',
		guide: {
			steps: [
				{
					text: 'sysctl net.ipv6.conf.all.disable_ipv6 net.ipv6.conf.default.disable_ipv6; grep -rs disable_ipv6 /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d; grep ipv6.disable /proc/cmdline',
				},
				{
					text: 'Switch it on, with 0 in those files: sysctl -w net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0',
					changes: 'node',
				},
				{
					text: 'If the cluster is to have no IPv6: take the second range out of cluster-cidr and service-cidr of every server',
					changes: 'node',
				},
			],
			links: ['rke2/dual-stack', 'kubernetes/cni-errors'],
		},
	},
	kernelLacks: {
		severity: 'critical',
		text: 'The network plugin {plugin} cannot make the interface of a pod, because the kernel of this node lacks what it needs, so that no new pod starts ({pods}): {error}',
		guide: {
			steps: [
				{text: 'uname -r; modprobe -n -v veth bridge br_netfilter vxlan xt_comment xt_addrtype'},
				{
					text: 'If modprobe finds none: install the package with further modules of this kernel (linux-modules-extra on Ubuntu, kernel-modules-extra on RHEL), or boot the kernel that is installed',
					changes: 'node',
				},
			],
			links: ['rke2/requirements-linux', 'kubernetes/cni-errors'],
		},
	},
	pluginMissing: {
		severity: 'critical',
		text: 'The plugin {plugin} does not find the plugin {detail} in /opt/cni/bin, so that no new pod starts on this node ({pods})',
		guide: {
			steps: [
				{text: 'ls -l /opt/cni/bin; grep -n type /etc/cni/net.d/*'},
				{
					text: 'If it is there: the daemon of a thick Multus looks in its own root, where a link to an absolute path leads nowhere. Until the next installation: f=/opt/cni/bin/{detail}; cp --remove-destination "$(readlink -f "$f")" "$f". For good: let the chart of RKE2 deploy Multus (chrootDir: /hostroot)',
					changes: 'node',
				},
				{
					text: 'Delete the CNI pod of this node, so that its init container installs the plugins again: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
			],
			links: ['kubernetes/network-plugins', 'kubernetes/cni-errors', 'rke2/multus-plugins'],
		},
	},
	pluginBroken: {
		severity: 'critical',
		text: 'The network plugin {plugin} cannot be run, so that no new pod starts on this node ({pods}): {detail}',
		guide: {
			steps: [
				{
					text: 'ls -lZL /opt/cni/bin; findmnt -T /opt/cni/bin: mode, size, SELinux label, and whether the file system is mounted noexec; uname -m; file /opt/cni/bin/*',
				},
				{
					text: 'exec format error is another architecture or a file cut short: move it away and delete the CNI pod of this node, which installs it again: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				{
					text: 'permission denied: take noexec out of /etc/fstab for that file system, chmod 0755 the file, or restorecon -Rv /opt/cni/bin and see ausearch -m avc -ts recent (fapolicyd and the like: allow /opt/cni/bin)',
					changes: 'node',
				},
			],
			links: ['kubernetes/network-plugins', 'kubernetes/cni-errors', 'rke2/requirements-linux'],
		},
	},
	killed: {
		severity: 'critical',
		text: 'The network plugin {plugin} is ended by a signal while it attaches {pods}: {error}',
		guide: {
			steps: [
				{
					text: 'grep CreatePodSandbox /var/lib/rancher/rke2/agent/logs/kubelet.log | tail -n 5; ps -eo pid,etime,args | grep /opt/cni/bin: if each attempt lasts minutes, it was the deadline of containerd: the plugin waits for the API (look at its address and at kube-proxy), for a webhook, or for the lock of iptables',
				},
				{
					text: 'If it ends at once: journalctl -k --since -30min | grep -iE "oom|out of memory|segfault|avc:.*denied": who ends it',
				},
				{text: 'free -m; systemctl show -p MemoryMax,TasksMax,OOMPolicy rke2-server rke2-agent'},
				{
					text: 'Where memory is short: move pods away, or reserve memory for the system with kubelet-arg system-reserved',
					changes: 'node',
				},
			],
			links: ['kubernetes/cni-errors', 'kubernetes/node-pressure', 'rke2/logging'],
		},
	},
	iptables: {
		severity: 'critical',
		text: 'The network plugin {plugin} cannot write the rules of {pods}, because iptables of this host fails: {detail}',
		guide: {
			steps: [
				{
					text: 'iptables --version; iptables -t nat -S | head -n 3; lsmod | grep -E "ip_tables|nf_tables|iptable_nat|nft_compat"',
				},
				{
					text: 'Permission denied, "does not exist" or "incompatible" is the wrong back end or a kernel without it: update-alternatives --config iptables (nft with a kernel of 5 and later), or install the kernel modules and modprobe iptable_nat',
					changes: 'node',
				},
				{
					text: "Couldn't load target `CNI-…' (or KUBE-, cali-): that chain is gone, since something restores a saved ruleset (iptables-restore, firewalld, netfilter-persistent): stop it, then delete the pod, for which portmap makes its chains anew",
					changes: 'cluster',
				},
				{
					text: "Couldn't load match or target of another name: iptables of this host lacks that extension: ls /usr/lib*/xtables /usr/lib/*/xtables; install its package anew, which is iptables or iptables-nft",
					changes: 'node',
				},
				{
					text: 'Not installed: install the package iptables (iptables-nft on RHEL)',
					changes: 'node',
				},
			],
			links: ['multus/portmap', 'rke2/nftables', 'rke2/known-issues-ip-exhaustion'],
		},
	},
	bridgeAddress: {
		severity: 'critical',
		text: 'The network plugin {plugin} cannot attach {pods}: {detail}, the range that this node has now',
		guide: {
			steps: [
				{text: 'ip -br addr show type bridge; cat /run/flannel/subnet.env; ls /var/lib/cni/networks'},
				{
					text: 'The bridge is left from another pod CIDR: drain this node, rke2-killall.sh, which removes it, and start RKE2',
					changes: 'node',
				},
			],
			links: ['flannel/troubleshooting', 'kubernetes/cni-errors', 'rke2/cli-tools'],
		},
	},
	bridgeFull: {
		severity: 'critical',
		text: 'The bridge {detail} takes no further port, since a bridge of Linux has room for 1024: {pods} cannot start',
		guide: {
			steps: [
				{text: 'ls /sys/class/net/{detail}/brif | wc -l; crictl pods -q --state Ready | wc -l'},
				{
					text: 'Many more ports than sandboxes are left from pods that are gone: drain this node and reboot it',
					changes: 'node',
				},
				{text: 'Else lower max-pods (kubelet-arg) of this node', changes: 'node'},
			],
			links: ['kubernetes/cni-errors', 'flannel/troubleshooting'],
		},
	},
	linkMissing: {
		severity: 'critical',
		text: 'The network plugin {plugin} looks for the interface {detail}, which does not exist, so that {pods} cannot start',
		guide: {
			steps: [
				{text: 'ip -br link; grep -n {detail} /etc/cni/net.d/*'},
				{
					text: 'Where something removes interfaces of the CNI (NetworkManager, systemd-networkd, a script): exclude them there; else correct the name in the configuration of the CNI',
					changes: 'node',
				},
			],
			links: ['kubernetes/cni-errors', 'rke2/known-issues-networkmanager', 'kubernetes/network-plugins'],
		},
	},
	kubeconfigMissing: {
		severity: 'critical',
		text: 'The network plugin {plugin} has no kubeconfig to ask the API with, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{text: 'ls -l /etc/cni/net.d; grep -n kubeconfig /etc/cni/net.d/*'},
				{
					text: 'calico-node writes it when it starts: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				{text: 'crictl logs $(crictl ps -aq --name install-cni | head -1): why it was not written'},
			],
			links: ['kubernetes/cni-errors', 'calico/troubleshooting', 'calico/component-logs'],
		},
	},
	readOnlySysctl: {
		severity: 'critical',
		text: 'The network plugin {plugin} may not set {detail}, so that {pods} cannot start: {error}',
		guide: {
			steps: [
				{text: 'findmnt -t sysfs,proc | grep -w ro; ls -l {detail}; systemd-detect-virt'},
				{
					text: 'In a container or LXC give the node a writable /proc/sys/net (privileged, lxc.mount.auto: proc:rw sys:rw); else find the policy: ausearch -m avc -ts recent',
					changes: 'node',
				},
			],
			links: ['rke2/requirements-linux', 'kubernetes/cni-errors'],
		},
	},
} as const;

export default defineCheck({
	id: 'cni/plugin-failures',
	title: 'The network plugin can do its work on this node',
	rationale:
		"The plugin runs as a program of the host: it needs the plugins that it calls, iptables, a bridge with room, sysctls that it may write and a kernel with the devices that it makes. When one is missing each pod stays in ContainerCreating; why stands in kubelet's log on this node. Three attempts in vain count, the last of them within five minutes; pods that started in the end are left alone.",
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods'},
	messages,
	*run(evidence, {finding, environment}) {
		for (const {fault, data, subject, details} of podNetworkReports(messages, evidence, environment)) {
			yield finding(fault, data, subject, details);
		}
	},
});
