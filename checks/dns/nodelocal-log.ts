import {askedNameIn, corednsService, corednsTroubleOf, defineCheck, upstreamIn} from 'rke2-netdoctor';

const explains = ['dns/nodelocal', 'dns/service-address'] as const;

const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns'} as const;

export default defineCheck({
	id: 'dns/nodelocal-log',
	title: 'NodeLocal DNSCache does not end for a reason that it names',
	rationale:
		'node-cache is a CoreDNS of its own on each node: it says why it ends in the same words. It asks the name servers of the node for what is outside of the cluster, and ends when one of them leads back to it; and it ends when another program has its port.',
	needs: {nodelocal: 'nodelocal.containers', logs: 'nodelocal.logs', now: 'system.clock'},
	messages: {
		loop: {
			severity: 'critical',
			text: 'NodeLocal DNSCache ends on this node because its own questions come back to it: {line}',
			guide: {
				steps: [
					{
						text: 'cat /etc/resolv.conf /run/systemd/resolve/resolv.conf: does one name 127.0.0.x, the address of this node, 169.254.20.10 or the cluster DNS?',
					},
					{
						text: 'If it does: set resolv-conf in /etc/rancher/rke2/config.yaml to a file with the real name servers only, and restart RKE2 (systemctl restart rke2-server or rke2-agent)',
						changes: 'node',
					},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=node-local-dns --field-selector spec.nodeName={node}: a pod keeps the resolv.conf that it started with',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/coredns-loop', 'rke2/nodelocal-dns', 'kubernetes/debug-dns'],
			},
			explains,
		},
		portTaken: {
			severity: 'critical',
			text: 'NodeLocal DNSCache ends on this node because another program listens on port 53: {line}',
			guide: {
				steps: [
					{text: 'ss -lnp "sport = :53"'},
					{
						text: 'Have that program listen on its own addresses only (dnsmasq: bind-interfaces; named: listen-on), or stop it',
						changes: 'node',
					},
				],
				links: ['rke2/nodelocal-dns', 'kubernetes/debug-dns'],
			},
			explains,
		},
		corefile: {
			severity: 'critical',
			text: 'NodeLocal DNSCache does not start on this node, because it cannot use its Corefile: {line}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap node-local-dns -o yaml'},
					{
						text: 'kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml: take back what nodelocal sets there',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns', 'rke2/helmchartconfig'],
			},
			explains,
		},
		upstream: {
			severity: 'warning',
			text: 'NodeLocal DNSCache on this node gets no answer from {server} ({count} times in the last minutes): names such as {name} fail for pods here',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system get service kube-dns-upstream: if {server} is its address, this node does not reach CoreDNS: dig +tcp +time=2 +tries=1 @ADDRESS kubernetes.default.svc.cluster.local for the address of each CoreDNS pod (kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide)',
					},
					{
						text: 'If it is a name server of this node (cat /etc/resolv.conf): dig +time=2 +tries=1 @{server} example.com; correct it there, then delete the pod, which keeps the file that it started with: kubectl -n kube-system delete pod -l k8s-app=node-local-dns --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns', 'kubernetes/debug-dns'],
			},
		},
	},
	*run({nodelocal: {pod}, logs, now}, {finding, environment}) {
		const trouble = corednsTroubleOf(pod, logs, now, 'node-cache');
		const fault = (['loop', 'portTaken', 'corefile', 'upstream'] as const).find(
			one => one === trouble?.fault,
		);
		if (trouble === undefined || fault === undefined) {
			return;
		}
		yield finding(
			fault,
			{
				...{line: trouble.message.slice(0, 250), node: environment.nodeName.value ?? 'NODE'},
				...{server: upstreamIn(trouble.message) ?? 'its servers', count: trouble.count},
				name: askedNameIn(trouble.message) ?? 'those that it does not know itself',
			},
			subject,
			{
				evidence: [{from: 'logs', of: trouble.path, excerpt: trouble.message}],
				affects: [subject, corednsService],
			},
		);
	},
});
