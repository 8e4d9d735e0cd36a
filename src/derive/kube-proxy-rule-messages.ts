import {kubeProxyEffects, kubeProxyLogStep} from './kube-proxy-log.ts';

/** What keeps kube-proxy from writing its rules, where its log names it. */
export const kubeProxyRuleMessages = {
	kernelLacks: {
		severity: 'critical',
		text: 'kube-proxy cannot write its rules, because the kernel of this node lacks {name}, which they use: {line}',
		guide: {
			steps: [
				{text: 'modprobe -a {module}; uname -r', changes: 'node'},
				{
					text: 'If it loads: echo {module} > /etc/modules-load.d/kube-proxy.conf, so that it is there after a reboot; kube-proxy tries again within 30 seconds',
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
			],
			links: ['rke2/requirements-linux', 'kubernetes/debug-service'],
		},
		explains: kubeProxyEffects,
	},
	legacyLacks: {
		severity: 'critical',
		text: 'kube-proxy cannot write its rules: it uses iptables-legacy, for which the kernel of this node has no module {name}: {line}',
		guide: {
			steps: [
				{
					text: 'modprobe {module}; iptables --version; iptables-legacy-save | grep -c -e "^-A"; iptables-nft-save | grep -c -e "^-A"',
					changes: 'node',
				},
				{
					text: 'If this host uses nf_tables: write kube-proxy-extra-env: ["IPTABLES_MODE=nft"] to /etc/rancher/rke2/config.yaml and restart RKE2: systemctl restart rke2-server or rke2-agent',
					changes: 'node',
				},
				{
					text: 'Rules of others in iptables-legacy make kube-proxy choose it: move them where they are written to iptables-nft',
					changes: 'node',
				},
				{
					text: 'If this host uses legacy: echo {module} > /etc/modules-load.d/kube-proxy.conf, so that it is there after a reboot; where modprobe finds none, install kernel-modules-extra (RHEL) or linux-modules-extra (Ubuntu) of this kernel',
					changes: 'node',
				},
			],
			links: ['rke2/nftables', 'rke2/requirements-linux', 'kubernetes/debug-service'],
		},
		explains: kubeProxyEffects,
	},
	ipvsLacks: {
		severity: 'critical',
		text: 'kube-proxy is told the mode ipvs, for which the kernel of this node lacks {name}, and ends: {line}',
		guide: {
			steps: [
				{text: 'modprobe -a {module}; uname -r', changes: 'node'},
				{
					text: "If they load: printf '%s\\n' {module} > /etc/modules-load.d/kube-proxy.conf, so that they are there after a reboot; kube-proxy starts again by itself",
					changes: 'node',
				},
				{
					text: 'If modprobe finds none: dnf install kernel-modules-extra-$(uname -r) (RHEL 10), apt-get install linux-modules-extra-$(uname -r) (Ubuntu), then reboot',
					changes: 'node',
				},
				{
					text: 'Better: take proxy-mode=ipvs out of kube-proxy-arg in /etc/rancher/rke2/config.yaml on every node, then drain and reboot each (kube-ipvs0 and its virtual servers stay until then); ipvs is deprecated since Kubernetes 1.35',
					changes: 'cluster',
				},
			],
			links: ['rke2/requirements-linux', 'kubernetes/debug-service'],
		},
		explains: kubeProxyEffects,
	},
	foreignRule: {
		severity: 'critical',
		text: 'kube-proxy cannot write its rules, because a rule that another program has written uses {name}, which the iptables of kube-proxy does not know: {line}',
		guide: {
			steps: [
				{
					text: 'iptables-save | grep -n -e "-m " | grep -v -E "cali|KUBE-": the rules of others; nft list ruleset shows those that iptables cannot',
				},
				{
					text: 'Remove that rule where it is made (a security agent, the files of netfilter-persistent or iptables.service), then delete it; rules of nft belong in a table of their own, not in filter, nat, mangle or raw',
					changes: 'node',
				},
				kubeProxyLogStep,
			],
			links: ['rke2/nftables', 'kubernetes/debug-service', 'rke2/requirements-linux'],
		},
		explains: kubeProxyEffects,
	},
	chainGone: {
		severity: 'critical',
		text: 'kube-proxy cannot write its rules, because its own chain {name}, which they lead to, is gone: something else empties the tables of iptables, or restores saved ones',
		guide: {
			steps: [
				{text: 'iptables-save -t nat | grep -c KUBE-; iptables-legacy-save -t nat | grep -c KUBE-'},
				{
					text: 'Find who does it, and stop that: systemctl list-units "*tables*" firewalld netfilter-persistent; scripts and timers with iptables -F or iptables-restore',
					changes: 'node',
				},
				{
					text: 'Restart kube-proxy, which writes all of its chains anew: crictl stop $(crictl ps -q --name kube-proxy)',
					changes: 'node',
				},
			],
			links: ['kubernetes/debug-service', 'rke2/requirements-linux', 'rke2/known-issues-firewalld'],
		},
		explains: kubeProxyEffects,
	},
	kubeletChainGone: {
		severity: 'critical',
		text: 'kube-proxy cannot write its rules, because the chain {name} is gone, which the kubelet of this release makes: something else empties the tables of iptables, or the kubelet is told not to make it',
		guide: {
			steps: [
				{
					text: 'iptables-save -t nat | grep {name}; grep -rn make-iptables-util-chains /etc/rancher/rke2/',
				},
				{
					text: 'If make-iptables-util-chains=false stands under kubelet-arg: take it out. If not, find who empties the tables: systemctl list-units "*tables*" firewalld netfilter-persistent; scripts and timers with iptables -F or iptables-restore',
					changes: 'node',
				},
				{
					text: 'Restart RKE2, whose kubelet makes the chain anew: systemctl restart rke2-server or rke2-agent',
					changes: 'node',
				},
				{
					text: 'For good: upgrade RKE2; from v1.27 on neither the kubelet makes this chain nor kube-proxy needs it',
					changes: 'cluster',
				},
			],
			links: ['kubernetes/debug-service', 'rke2/known-issues-firewalld'],
		},
		explains: kubeProxyEffects,
	},
} as const;
