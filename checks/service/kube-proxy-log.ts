import {
	defineCheck,
	dialledAddress,
	kubeProxyEffects,
	kubeProxyLogStep,
	kubeProxyTroubleOf,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/kube-proxy-log',
	title: 'kube-proxy does not complain of what it cannot work without',
	rationale:
		'Why kube-proxy ends, or runs without writing rules, stands only in its log: its Node has another name, connection tracking is not in the kernel, another program has its port, or iptables refuses what it writes. A complaint counts when kube-proxy does not run, or when it is minutes old and not followed by a recovery.',
	when: {kubeProxy: ['iptables', 'ipvs', 'nftables']},
	needs: {run: 'kube-proxy.containers', logs: 'kube-proxy.logs', now: 'system.clock'},
	messages: {
		nodeUnknown: {
			severity: 'critical',
			text: 'kube-proxy looks for a Node that does not exist, so that it takes 127.0.0.1 for the address of this node and its rules are wrong: {line}',
			guide: {
				steps: [
					{
						text: 'hostname; kubectl get nodes; grep hostname-override /var/lib/rancher/rke2/agent/pod-manifests/kube-proxy.yaml; grep -rn -e hostname-override -e node-name /etc/rancher/rke2/',
					},
					{
						text: 'If hostname-override stands under kube-proxy-arg: take it out, RKE2 itself gives kube-proxy the name of the Node',
						changes: 'node',
					},
					{
						text: 'Otherwise set node-name in /etc/rancher/rke2/config.yaml to the name of the Node of this host, or give the host its old name back',
						changes: 'node',
					},
					{text: 'Restart RKE2 on this node: systemctl restart rke2-server or rke2-agent', changes: 'node'},
				],
				links: ['rke2/requirements-hostname', 'rke2/config-files'],
			},
			explains: kubeProxyEffects,
		},
		conntrackMissing: {
			severity: 'critical',
			text: 'kube-proxy ends because the kernel tracks no connections: /proc/sys/net/netfilter/nf_conntrack_max does not exist',
			guide: {
				steps: [
					{text: 'modprobe nf_conntrack, now', changes: 'node'},
					{
						text: 'echo nf_conntrack > /etc/modules-load.d/nf_conntrack.conf, so that it is there after a reboot',
						changes: 'node',
					},
					{
						text: 'Where modprobe finds none: install the package with further modules of this kernel (kernel-modules-extra on RHEL 10, linux-modules-extra on Ubuntu) and reboot',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux'],
			},
			explains: kubeProxyEffects,
		},
		portTaken: {
			severity: 'critical',
			text: 'kube-proxy cannot listen, because another program has its port: {line}',
			guide: {
				steps: [
					{text: 'ss -lntp "sport = :10256 or sport = :10249"'},
					{
						text: 'Stop that program, such as a kube-proxy of a former installation, or give it another port',
						changes: 'node',
					},
					kubeProxyLogStep,
				],
				links: ['rke2/requirements-ports', 'kubernetes/debug-service'],
			},
			explains: kubeProxyEffects,
		},
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
						text: 'Better: remove proxy-mode=ipvs from kube-proxy-arg in /etc/rancher/rke2/config.yaml, or set nftables, and restart RKE2; Kubernetes has given ipvs up',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'kubernetes/debug-service', 'rke2/nftables'],
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
		apiUnreachable: {
			severity: 'critical',
			text: 'kube-proxy does not reach the API ({count} attempts in vain of late), so that services keep the endpoints that it knew before: {line}',
			guide: {
				steps: [
					{
						text: 'curl -k --max-time 3 https://{address}/version: an answer of any kind is good',
					},
					{
						text: 'grep server: /var/lib/rancher/rke2/agent/kubeproxy.kubeconfig: if it names another address, kube-proxy runs with a former one; restart it: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
					{
						text: 'If it is the same and not 127.0.0.1 or ::1: the file was edited; restart RKE2, which writes it anew and leads to all servers: systemctl restart rke2-server or rke2-agent',
						changes: 'node',
					},
					{text: 'If it is 127.0.0.1: systemctl status rke2-server rke2-agent, which listens there'},
				],
				links: ['kubernetes/debug-service', 'rke2/cli-tools'],
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
		cannotWrite: {
			severity: 'critical',
			text: 'kube-proxy cannot write its rules: {line}',
			guide: {
				steps: [
					kubeProxyLogStep,
					{text: 'iptables-save | head -n 3; iptables-legacy-save | head -n 3; dmesg | grep -i -E "xt_|nf_"'},
					{
						text: 'Where a match or table does not exist: install the kernel modules for it and reboot',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'kubernetes/debug-service'],
			},
			explains: kubeProxyEffects,
		},
	},
	*run({run, logs, now}, {finding, environment}) {
		const trouble = kubeProxyTroubleOf(run, logs, now);
		if (trouble === undefined) {
			return;
		}
		const line = trouble.message.slice(0, 300);
		const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'} as const;
		const details = {
			evidence: [{from: 'logs', of: trouble.path, excerpt: trouble.message}],
			affects: [thisNode(environment)],
		} as const;
		const {fault, count, extension} = trouble;
		switch (fault) {
			case 'kernelLacks':
			case 'legacyLacks':
			case 'ipvsLacks':
			case 'foreignRule':
			case 'chainGone':
			case 'kubeletChainGone':
				yield finding(
					fault,
					{line, name: extension?.name ?? '', module: extension?.module ?? ''},
					subject,
					details,
				);
				break;
			case 'apiUnreachable':
				yield finding(fault, {line, count, address: dialledAddress(line) ?? 'SERVER'}, subject, details);
				break;
			case 'nodeUnknown':
			case 'conntrackMissing':
			case 'portTaken':
			case 'cannotWrite':
				yield finding(fault, {line}, subject, details);
				break;
			// Of these tells service/kube-proxy-refused.
			case 'apiRefuses':
			case 'options':
			case 'sysctlDenied':
			case 'lockHeld':
		}
	},
});
