import {corednsForwardingOf, defineCheck, isLoopback, isSameAddress} from 'rke2-netdoctor';

const namespace = 'kube-system';

export default defineCheck({
	id: 'dns/coredns-values',
	title: 'The values for rke2-coredns do not make CoreDNS ask itself',
	rationale:
		'The value servers of the chart replaces the whole configuration of CoreDNS, and with it the name servers to which it forwards. The address of the cluster DNS there, or a loopback address, which in a pod is the pod itself, sends each question outside the cluster round in a circle.',
	needs: {helm: 'kubernetes.helm', ranges: 'cluster.ranges'},
	messages: {
		itself: {
			severity: 'critical',
			text: 'The values for rke2-coredns make CoreDNS forward to {server}, which is CoreDNS itself: names outside the cluster do not resolve',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml'},
					{
						text: 'Write forward with parameters ". /etc/resolv.conf", or with the name servers of the site, in servers there and in the manifest that it comes from',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'rke2/helmchartconfig', 'kubernetes/coredns-loop'],
			},
			explains: ['dns/coredns-log', 'dns/endpoint-unreachable', 'dns/coredns-endpoints'],
		},
	},
	*run({helm, ranges}, {finding}) {
		const {servers = []} = corednsForwardingOf(helm.configs) ?? {};
		const server = servers.find(
			address => isLoopback(address) || ranges.dns.some(dns => isSameAddress(dns, address)),
		);
		if (server !== undefined) {
			const name = 'rke2-coredns-rke2-coredns';
			yield finding(
				'itself',
				{server},
				{kind: 'HelmChartConfig', namespace, name: 'rke2-coredns'},
				{
					evidence: [{from: 'helm', of: 'helmchartconfigs', excerpt: `servers: forward to ${server}`}],
					affects: [
						{kind: 'Deployment', namespace, name},
						{kind: 'Service', namespace, name},
					],
				},
			);
		}
	},
});
