import {
	defineCheck,
	dialledAddress,
	kubeProxyEffects,
	kubeProxyLogStep,
	kubeProxyRuleMessages,
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
		...kubeProxyRuleMessages,
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
