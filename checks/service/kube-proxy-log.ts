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
						text: 'hostname; kubectl get nodes; grep hostname-override /var/lib/rancher/rke2/agent/pod-manifests/kube-proxy.yaml',
					},
					{
						text: 'Set node-name in /etc/rancher/rke2/config.yaml to the name of the Node of this host, or give the host its old name back',
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
					{text: 'modprobe {module}; uname -r', changes: 'node'},
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
					{text: 'If it is the same: systemctl status rke2-server rke2-agent, which listens there'},
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
			case 'foreignRule':
			case 'chainGone':
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
