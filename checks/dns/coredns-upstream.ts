import {
	corednsDeployment,
	corednsForwardingOf,
	corednsService,
	defineCheck,
	isLoopback,
	isSameAddress,
	listNames,
	type ResolverFile,
} from 'rke2-netdoctor';

const restart = {
	text: 'kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns',
	changes: 'cluster',
} as const;
/** Questions that come back each time make others, until the plugin loop or the limit of memory ends CoreDNS. */
const explains = [
	'dns/coredns-log',
	'dns/coredns-container#memory',
	'dns/endpoint-unreachable',
	'dns/coredns-endpoints',
] as const;

/** The kubelet copies the file when it starts the pod. */
const placeOf = (server: string, file?: ResolverFile): string => {
	if (file === undefined) {
		return '';
	}
	return file.settings.servers.includes(server)
		? `. The kubelet hands on ${file.path}, which names it`
		: `. ${file.path}, which the kubelet hands on, names it no more: the pod has an older copy`;
};

export default defineCheck({
	id: 'dns/coredns-upstream',
	title: 'CoreDNS forwards to name servers outside itself',
	rationale:
		'Unless its values say otherwise, CoreDNS forwards what it does not know to the name servers that the kubelet gave its pod, those of the node. A loopback address there, such as 127.0.0.53 of systemd-resolved, is CoreDNS itself inside its pod, and so is the address of the cluster DNS: each question comes back until CoreDNS ends itself.',
	needs: {resolvers: 'dns.pod-resolvers', ranges: 'cluster.ranges', helm: 'kubernetes.helm'},
	wants: {files: 'dns.host-resolvers'},
	messages: {
		loopback: {
			severity: 'critical',
			text: 'CoreDNS on this node forwards to {server}, which is CoreDNS itself inside its pod{file}',
			guide: {
				steps: [
					{text: 'cat /etc/resolv.conf /run/systemd/resolve/resolv.conf'},
					{
						text: 'Set resolv-conf: /run/systemd/resolve/resolv.conf (or a file with the real name servers) in /etc/rancher/rke2/config.yaml, take a kubelet-arg resolv-conf away there, and restart RKE2: systemctl restart rke2-server or rke2-agent',
						changes: 'node',
					},
					restart,
				],
				links: ['kubernetes/coredns-loop', 'kubernetes/debug-dns', 'rke2/coredns'],
			},
			explains,
		},
		itself: {
			severity: 'critical',
			text: 'CoreDNS on this node forwards to {server}, the address of the cluster DNS: it asks itself{file}',
			guide: {
				steps: [
					{text: 'cat /etc/resolv.conf /run/systemd/resolve/resolv.conf'},
					{
						text: 'Take {server} out of the name servers of this node (netplan, NetworkManager, DHCP), or set resolv-conf in /etc/rancher/rke2/config.yaml to a file without it',
						changes: 'node',
					},
					{text: 'Restart RKE2 on this node: systemctl restart rke2-server or rke2-agent', changes: 'node'},
					restart,
				],
				links: ['kubernetes/coredns-loop', 'kubernetes/debug-dns', 'rke2/coredns'],
			},
			explains: [...explains, 'host/kernel-log#killed'],
		},
	},
	*run({resolvers: {coredns}, ranges, helm, files}, {finding}) {
		if (corednsForwardingOf(helm.configs)?.followsNode !== true) {
			return;
		}
		const servers = coredns?.settings.servers ?? [];
		const loopback = servers.find(isLoopback);
		const itself = servers.find(server => ranges.dns.some(dns => isSameAddress(dns, server)));
		const details = {
			evidence: [{from: 'resolvers', of: 'inspectp', excerpt: `nameservers: ${listNames(servers)}`}],
			about: [corednsService],
		} as const;
		if (loopback !== undefined) {
			yield finding(
				'loopback',
				{server: loopback, file: placeOf(loopback, files?.kubelet)},
				corednsDeployment,
				details,
			);
		} else if (itself !== undefined) {
			yield finding(
				'itself',
				{server: itself, file: placeOf(itself, files?.kubelet)},
				corednsDeployment,
				details,
			);
		}
	},
});
