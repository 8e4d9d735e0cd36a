import {
	corednsDeployment,
	corednsForwardingOf,
	defineCheck,
	isSameAddress,
	serversForPods,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/resolver-circle',
	title: 'This node does not name the cluster DNS as its own name server',
	rationale:
		'The kubelet hands the name servers of the node on to CoreDNS, which forwards to them what it does not know itself. Where somebody wrote the address of the cluster DNS there, so that the node finds services by name, a CoreDNS that starts on this node asks itself: it finds the circle and ends, or questions go round until they time out. One that runs has an older copy, and shows nothing yet.',
	needs: {
		host: 'dns.host-resolvers',
		helm: 'kubernetes.helm',
		ranges: 'cluster.ranges',
		resolvers: 'dns.pod-resolvers',
	},
	messages: {
		named: {
			severity: 'warning',
			text: '{path} names {server}, the address of the cluster DNS, among the name servers of this node: the next CoreDNS that starts here asks itself',
			guide: {
				steps: [
					{text: 'cat {path}: who writes it? resolvectl status; nmcli device show | grep DNS'},
					{
						text: 'Take {server} out where the system keeps it (netplan, NetworkManager, DHCP)',
						changes: 'node',
					},
					{
						text: 'Or, if this node has to resolve names of the cluster, give the kubelet another file, with the name servers of the site only: resolv-conf in /etc/rancher/rke2/config.yaml, and restart RKE2. A link of systemd-resolved for cluster.local alone does not do without: /run/systemd/resolve/resolv.conf lists the servers of all links, whatever their domains',
						changes: 'node',
					},
				],
				links: ['rke2/coredns', 'rke2/nameservers', 'kubernetes/debug-dns'],
			},
			explains: ['dns/coredns-log#loop'],
		},
	},
	*run({host: {kubelet}, helm, ranges, resolvers: {coredns}}, {finding}) {
		const followsNode = corednsForwardingOf(helm.configs)?.followsNode === true;
		if (!followsNode || kubelet === undefined) {
			return;
		}
		const isDns = (server: string): boolean => ranges.dns.some(address => isSameAddress(address, server));
		const server = serversForPods(kubelet.settings).find(isDns);
		// Of one that asks itself already tells dns/coredns-upstream.
		if (server === undefined || coredns?.settings.servers.some(isDns) === true) {
			return;
		}
		yield finding(
			'named',
			{path: kubelet.path, server},
			{kind: 'File', name: kubelet.path},
			{
				evidence: [{from: 'host', of: kubelet.path, excerpt: `nameserver ${server}`}],
				affects: [{kind: 'File', name: kubelet.path}, corednsDeployment],
			},
		);
	},
});
