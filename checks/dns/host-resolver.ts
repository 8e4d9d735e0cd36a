import {defineCheck, thisNode} from 'rke2-netdoctor';

const path = '/etc/resolv.conf';

export default defineCheck({
	id: 'dns/host-resolver',
	title: 'This node has a name server',
	rationale:
		'containerd, kubelet and RKE2 read /etc/resolv.conf for themselves. Where it is empty, or a link to the file of a resolver that was removed, they ask 127.0.0.1: no image is pulled, no server is found by name. The kubelet hands the file on to CoreDNS, too, which does not start without a name server to forward to, or is given public ones by RKE2.',
	needs: {host: 'dns.host-resolvers'},
	messages: {
		none: {
			severity: 'warning',
			text: '{path} {problem}: this node resolves no names, unless a name server listens on 127.0.0.1, and CoreDNS on it has nobody to forward to',
			guide: {
				steps: [
					{text: 'ls -l {path}; cat {path}; getent ahosts registry-1.docker.io'},
					{
						text: 'Name the servers of the site where the system keeps them (netplan, NetworkManager, DHCP), or link the file again: ln -sf /run/systemd/resolve/resolv.conf {path}',
						changes: 'node',
					},
					{
						text: 'Restart RKE2 on this node, then CoreDNS: kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains: ['dns/fallback-servers', 'dns/coredns-log'],
		},
	},
	*run({host: {host}}, {finding, environment}) {
		if (host === undefined || host.settings.servers.length === 0) {
			const problem =
				host === undefined ? 'does not exist, or is a link that leads nowhere' : 'names no name server';
			yield finding(
				'none',
				{path, problem},
				{kind: 'File', name: path},
				{
					evidence: [
						{from: 'host', excerpt: host === undefined ? 'no such file' : 'no line "nameserver"', of: path},
					],
					affects: [
						thisNode(environment),
						{kind: 'Deployment', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'},
					],
				},
			);
		}
	},
});
