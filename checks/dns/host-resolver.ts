import {corednsDeployment, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

const path = '/etc/resolv.conf';

const look = {text: 'ls -l {path}; cat {path}; getent ahosts registry-1.docker.io'} as const;

const repair = {
	text: 'Name the servers of the site where the system keeps them (netplan, NetworkManager, DHCP); if systemd-resolved runs, link the file again: ln -sf /run/systemd/resolve/resolv.conf {path}',
	changes: 'node',
} as const;

export default defineCheck({
	id: 'dns/host-resolver',
	title: 'This node has a name server',
	rationale:
		'containerd, kubelet and RKE2 read /etc/resolv.conf for themselves. Where it is empty, or a link to the file of a resolver that was removed, they ask 127.0.0.1: no image is pulled, no server is found by name. The kubelet hands the file on to CoreDNS, too, which does not start without a name server to forward to, or is given public ones by RKE2.',
	needs: {host: 'dns.host-resolvers'},
	messages: {
		none: {
			severity: 'warning',
			text: '{path} {problem}: this node resolves no names, unless a name server listens on 127.0.0.1, and a CoreDNS that starts on it has nobody to forward to',
			guide: {
				steps: [
					look,
					repair,
					{
						text: 'Restart RKE2 on this node, then CoreDNS: kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains: ['dns/coredns-log'],
		},
		onlyPods: {
			severity: 'info',
			text: '{path} {problem}: this node itself resolves no names, unless a name server listens on 127.0.0.1. CoreDNS is handed {other}, with {servers}',
			guide: {
				steps: [look, {text: 'Leave it so where this node needs no names, as without the Internet'}, repair],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
		},
	},
	*run({host: {host, kubelet}}, {finding, environment}) {
		if (host !== undefined && host.settings.servers.length > 0) {
			return;
		}
		const problem =
			host === undefined ? 'does not exist, or is a link that leads nowhere' : 'names no name server';
		const subject = {kind: 'File', name: path} as const;
		const node = thisNode(environment);
		const evidence = [
			{from: 'host', excerpt: host === undefined ? 'no such file' : 'no line "nameserver"', of: path},
		] as const;
		const servers = kubelet?.settings.servers ?? [];
		yield kubelet !== undefined && servers.length > 0
			? finding('onlyPods', {path, problem, other: kubelet.path, servers: listNames(servers)}, subject, {
					evidence: [
						...evidence,
						{
							from: 'host',
							excerpt: servers.map(server => `nameserver ${server}`).join('\n'),
							of: kubelet.path,
						},
					],
					affects: [node],
				})
			: finding('none', {path, problem}, subject, {
					evidence: [...evidence],
					affects: [node, corednsDeployment],
				});
	},
});
