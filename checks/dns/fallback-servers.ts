import {corednsDeployment, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/fallback-servers',
	title: 'The kubelet hands the name servers of this node on to CoreDNS',
	rationale:
		'When neither /etc/resolv.conf nor /run/systemd/resolve/resolv.conf has only name servers that pods can ask, RKE2 writes a file of its own with public ones. The node resolves names by its local resolver; pods, through CoreDNS, ask 8.8.8.8: names of the site are unknown to them, and without the Internet all names outside the cluster are.',
	needs: {host: 'dns.host-resolvers'},
	messages: {
		public: {
			severity: 'info',
			text: 'RKE2 gives CoreDNS on this node the public name servers {servers}, because {path} names {own}, which pods cannot ask',
			guide: {
				steps: [
					{text: 'cat /etc/resolv.conf /run/systemd/resolve/resolv.conf'},
					{
						text: 'Write the name servers of the site to a file, such as /etc/rancher/rke2/resolv.conf, name it as resolv-conf in /etc/rancher/rke2/config.yaml, and restart RKE2: systemctl restart rke2-server or rke2-agent',
						changes: 'node',
					},
					{
						text: 'kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
		},
	},
	*run({host: {isFallback, kubelet, host}}, {finding, environment}) {
		if (isFallback && kubelet !== undefined) {
			const path = host?.path ?? '/etc/resolv.conf';
			const own = host?.settings.servers ?? [];
			yield finding(
				'public',
				{servers: listNames(kubelet.settings.servers), path, own: listNames(own) || 'none'},
				{kind: 'File', name: kubelet.path},
				{
					evidence: [
						{
							from: 'host',
							of: path,
							excerpt: own.map(server => `nameserver ${server}`).join('\n') || 'no nameserver',
						},
						{
							from: 'host',
							of: kubelet.path,
							excerpt: kubelet.settings.servers.map(server => `nameserver ${server}`).join('\n'),
						},
					],
					affects: [thisNode(environment), corednsDeployment],
				},
			);
		}
	},
});
