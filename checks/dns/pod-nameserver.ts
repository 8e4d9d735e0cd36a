import {defineCheck, isSameAddress, linkLocalServerOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/pod-nameserver',
	title: 'Somebody listens where pods of this node ask for names',
	rationale:
		'With NodeLocal DNSCache the kubelet may be told to send pods to 169.254.20.10 (cluster-dns). Such an address is reached on this node alone: when no interface here has it every question times out, while the cluster DNS is well. Pods that are started keep it.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {resolvers: 'dns.pod-resolvers', addresses: 'ip.address'},
	messages: {
		nobody: {
			severity: 'critical',
			text: 'Pods of this node ask {server} for names, a link-local address that no interface here has: names do not resolve in {pod}',
			guide: {
				steps: [
					{text: 'ip address show nodelocaldns; grep -r cluster-dns /etc/rancher/rke2'},
					{
						text: 'If NodeLocal DNSCache is to run: set nodelocal.enabled: true in the HelmChartConfig rke2-coredns',
						changes: 'cluster',
					},
					{
						text: 'If not: remove cluster-dns={server} from kubelet-arg in /etc/rancher/rke2/config.yaml, restart RKE2 (systemctl restart rke2-server or rke2-agent), and then the pods',
						changes: 'node',
					},
				],
				links: ['rke2/nodelocal-dns', 'kubernetes/debug-dns'],
			},
		},
	},
	*run({resolvers: {others}, addresses}, {finding, environment}) {
		for (const {namespace, name, settings} of others) {
			const server = linkLocalServerOf(settings);
			const isHere = addresses.some(({address}) => server !== undefined && isSameAddress(address, server));
			if (server !== undefined && !isHere) {
				yield finding('nobody', {server, pod: `${namespace}/${name}`}, thisNode(environment), {
					evidence: [
						{from: 'resolvers', of: 'inspectp', excerpt: `${namespace}/${name}: nameserver ${server}`},
						{from: 'addresses', excerpt: `no interface has ${server}`},
					],
				});
				return;
			}
		}
	},
});
