import {defineCheck, parseAddress} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/search-wildcard',
	title: 'No search domain of this node answers for names of the cluster',
	rationale:
		'Pods get the search domains of the node behind those of the cluster, and with ndots:5 try all of them before a name as it is written, also kubernetes.default.svc.cluster.local with its four dots. Where the name servers of the site answer every name below such a domain (a wildcard record), pods connect to that address instead of the service or the host that they asked for.',
	needs: {answers: 'dns.search-answers', host: 'dns.host-resolvers'},
	messages: {
		wildcard: {
			severity: 'critical',
			text: 'The search domain {domain} of this node answers {address} to {question}: pods that got it reach that address instead of services and hosts of other names',
			guide: {
				steps: [
					{text: 'dig +short @{server} {question}; cat {path}'},
					{
						text: 'Take {domain} out of the search domains of the nodes (netplan, NetworkManager, DHCP), or set resolv-conf in /etc/rancher/rke2/config.yaml to a file without it, and restart RKE2: systemctl restart rke2-server or rke2-agent',
						changes: 'node',
					},
					{text: 'Or remove the wildcard record *.{domain} from the name servers of the site'},
					{
						text: 'Restart the pods, which keep the search domains that they were started with',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/debug-dns', 'kubernetes/pod-dns', 'rke2/coredns'],
			},
		},
	},
	*run({answers, host: {kubelet}}, {finding}) {
		for (const {domain, question, answer} of answers) {
			const address = answer.answer?.find(text => parseAddress(text) !== undefined);
			if (answer.result === 'answered' && address !== undefined) {
				const path = kubelet?.path ?? '/etc/resolv.conf';
				yield finding(
					'wildcard',
					{domain, question, address, path, server: kubelet?.settings.servers[0] ?? ''},
					{kind: 'File', name: path},
					{
						evidence: [
							{from: 'answers', of: question, excerpt: `${question} ${answer.answer?.join(', ')}`},
							{from: 'host', of: path, excerpt: `search ${kubelet?.settings.searches.join(' ')}`},
						],
					},
				);
				return;
			}
		}
	},
});
