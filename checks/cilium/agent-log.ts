import {ciliumAgentSubject, ciliumReportOf, ciliumSymptoms, defineCheck, panicMessage} from 'rke2-netdoctor';

const look = {
	text: 'crictl logs --tail 50 $(crictl ps -aq --name cilium-agent | head -1)',
} as const;

export default defineCheck({
	id: 'cilium/agent-log',
	title: "Cilium's agent does not end for what it says itself",
	rationale:
		'An agent that cannot work with the values it is given says so once and ends, again and again. The last such line of an agent that is not up names the cause better than its exit code does. What an agent says that is up is left alone.',
	when: {cni: ['cilium']},
	needs: {
		agent: 'cilium.agent',
		cilium: 'cilium.containers',
		logs: 'cilium.logs',
		now: 'system.clock',
	},
	messages: {
		nativeCidr: {
			severity: 'critical',
			text: 'cilium-agent does not start with routingMode: native unless ipv4NativeRoutingCIDR is set too',
			guide: {
				steps: [
					{
						text: 'Set ipv4NativeRoutingCIDR to the cluster-cidr in the HelmChartConfig rke2-cilium, such as 10.42.0.0/16',
						changes: 'cluster',
					},
				],
				links: ['cilium/routing', 'cilium/masquerading', 'rke2/helmchartconfig'],
			},
			explains: ciliumSymptoms,
		},
		notDirect: {
			severity: 'critical',
			text: 'cilium-agent does not start because it cannot make the routes of autoDirectNodeRoutes: {reason}',
			guide: {
				steps: [
					{text: 'ip route get ADDRESS, with the address of each other node: none may be behind a gateway'},
					{
						text: 'With nodes in several networks: let routers carry the pod CIDRs between them, and set directRoutingSkipUnreachable: true beside autoDirectNodeRoutes in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'Or use the tunnel, which needs no routes: remove routingMode: native and autoDirectNodeRoutes there',
						changes: 'cluster',
					},
					{
						text: 'If it is IPv6 alone: every Node must have an InternalIP of that family on the same network: node-ip in /etc/rancher/rke2/config.yaml',
					},
				],
				links: ['cilium/routing', 'rke2/chart-cilium', 'rke2/helmchartconfig'],
			},
			explains: ciliumSymptoms,
		},
		ipsecKey: {
			severity: 'critical',
			text: 'cilium-agent does not start: encryption by IPsec is on, but it cannot read its key: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get secret cilium-ipsec-keys: it must have the entry keys'},
					{
						text: 'Create it as the guide shows, or set encryption.type: wireguard, which needs none, in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipsec', 'cilium/wireguard', 'rke2/helmchartconfig'],
			},
			explains: ciliumSymptoms,
		},
		options: {
			severity: 'critical',
			text: 'cilium-agent does not start because its options contradict each other: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml'},
					{
						text: 'Take back or complete the value that the error names, in the HelmChartConfig rke2-cilium and in the manifest that it comes from',
						changes: 'cluster',
					},
					{
						text: 'What depends on kubeProxyReplacement: true: bpf.masquerade, loadBalancer.mode, nodePort; on routingMode: native: autoDirectNodeRoutes; loadBalancer.mode dsr and hybrid need that, or Geneve',
					},
				],
				links: ['rke2/chart-cilium', 'cilium/kube-proxy-free', 'cilium/routing', 'rke2/helmchartconfig'],
			},
			explains: ciliumSymptoms,
		},
		interrupted: {
			severity: 'critical',
			text: 'cilium-agent is stopped from outside before its datapath is built: {reason}',
			guide: {
				steps: [
					{text: 'journalctl -k | grep -iE "out of memory|oom-kill"; free -m'},
					{
						text: 'grep -E "cilium-agent.*(startup probe|liveness probe)" /var/lib/rancher/rke2/agent/logs/kubelet.log | tail -n 5: the kubelet stops an agent that takes too long',
					},
					{
						text: 'Where the node is slow: raise startupProbe.failureThreshold, and resources.limits.memory if it is set, in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'cilium/system-requirements', 'rke2/chart-cilium'],
			},
			explains: ciliumSymptoms,
		},
		panic: panicMessage('cilium-agent', {links: ['cilium/agent-logs'], explains: ciliumSymptoms}),
		fatal: {
			severity: 'critical',
			text: 'cilium-agent does not come up: {reason}',
			guide: {
				steps: [
					look,
					{
						text: 'If values were changed lately: kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml, and take them back',
						changes: 'cluster',
					},
					{
						text: 'If the kernel or RKE2 was upgraded lately: search the error at github.com/cilium/cilium/issues',
					},
				],
				links: ['cilium/agent-logs', 'rke2/chart-cilium', 'cilium/system-requirements'],
			},
			explains: ciliumSymptoms,
		},
	},
	*run(evidence, {finding, environment}) {
		const faults = [
			'nativeCidr',
			'notDirect',
			'ipsecKey',
			'options',
			'interrupted',
			'panic',
			'fatal',
		] as const;
		const report = ciliumReportOf(evidence, faults, environment);
		if (report !== undefined) {
			yield finding(report.fault, report.data, ciliumAgentSubject, report.details);
		}
	},
});
