import {corednsDeployment, corednsService, corednsTroubleOf, defineCheck} from 'rke2-netdoctor';

const faults = ['noServers', 'formerCorefile', 'waiting'] as const;
const log = {text: 'crictl logs --tail 50 $(crictl ps -aq --name coredns | head -1)'} as const;

export default defineCheck({
	id: 'dns/coredns-start',
	title: 'CoreDNS on this node gets what it starts with: name servers, its Corefile and the API',
	rationale:
		'CoreDNS ends when the resolv.conf that the kubelet handed to its pod names nobody to forward to. A Corefile that it cannot use is left aside while it runs, and ends it at its next start. While it has not read the services of the cluster it is not ready, and knows no name of them.',
	needs: {coredns: 'coredns.containers', logs: 'coredns.logs', now: 'system.clock'},
	messages: {
		noServers: {
			severity: 'critical',
			text: 'CoreDNS on this node does not start, because it was handed no name server to forward to: {line}',
			guide: {
				steps: [
					{text: 'cat /etc/resolv.conf /run/systemd/resolve/resolv.conf: is there a line nameserver?'},
					{
						text: 'Name the name servers of your network there, by what writes the file (NetworkManager, systemd-resolved, DHCP), or set resolv-conf in kubelet-arg to a file that does, and restart RKE2 (systemctl restart rke2-server or rke2-agent)',
						changes: 'node',
					},
					{
						text: 'In a network without any: take the plugin forward out of servers in the HelmChartConfig rke2-coredns',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns: a pod keeps what it was started with',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns', 'rancher/dns'],
			},
			explains: ['dns/coredns-container'],
		},
		formerCorefile: {
			severity: 'warning',
			text: 'CoreDNS on this node goes on with its former Corefile, because it cannot use the present one, with which it will not start again: {line}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap rke2-coredns-rke2-coredns -o yaml'},
					{
						text: 'kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml: correct what servers sets there',
						changes: 'cluster',
					},
					log,
				],
				links: ['rke2/coredns', 'rke2/helmchartconfig', 'kubernetes/debug-dns'],
			},
		},
		waiting: {
			severity: 'warning',
			text: 'CoreDNS on this node is not ready: it has not read the services of the cluster from the API yet, after {count} questions of the kubelet: {line}',
			guide: {
				steps: [
					{
						text: 'curl -k --max-time 3 https://10.43.0.1/version, with the service address of your cluster: an answer of any kind is good',
					},
					log,
					{
						text: 'If the API answers: packets of pods to it may be dropped on the way, here or on the servers; if it refuses, the log names the role that CoreDNS lacks',
					},
				],
				links: ['kubernetes/debug-dns', 'kubernetes/debug-service', 'rke2/requirements-ports'],
			},
		},
	},
	*run({coredns: {pod}, logs, now}, {finding}) {
		const trouble = corednsTroubleOf(pod, logs, now);
		const fault = faults.find(one => one === trouble?.fault);
		if (trouble !== undefined && fault !== undefined) {
			const line = trouble.message.slice(0, 300);
			yield finding(fault, {line, count: trouble.count}, corednsDeployment, {
				evidence: [{from: 'logs', of: trouble.path, excerpt: line}],
				about: [corednsService],
			});
		}
	},
});
