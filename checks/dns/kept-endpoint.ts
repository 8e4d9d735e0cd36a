import {corednsService, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/kept-endpoint',
	title: 'The rules of kube-proxy for the cluster DNS lead to pods of CoreDNS that there are',
	rationale:
		'kube-proxy writes the endpoints of the cluster DNS into its rules as the API tells them. When it hangs, or its watch has died without a word, the rules keep a pod of CoreDNS that was replaced long ago: a share of all questions of pods here is lost, or all of them, while names resolve on every other node. A pod that ends is listed by the API until it is gone, and the rules are read twice.',
	when: {kubeProxy: ['iptables']},
	needs: {targets: 'service.kept-targets'},
	wants: {services: 'service.endpoints'},
	messages: {
		kept: {
			severity: 'critical',
			text: 'The rules of kube-proxy for the cluster DNS {address} still lead to {kept}, which the API does not list any more: {count} of {total} places where questions of pods here are sent. kube-proxy does not learn of changes',
			guide: {
				steps: [
					{
						text: 'If CoreDNS was rolled out just now, run this again in a minute: kube-proxy follows within seconds, or within iptables-min-sync-period where kube-proxy-arg sets it',
					},
					{
						text: 'kubectl -n kube-system get endpointslices -l kubernetes.io/service-name=rke2-coredns-rke2-coredns; iptables-save -t nat | grep rke2-coredns-rke2-coredns: the addresses must be the same',
					},
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)'},
					{
						text: 'Restart kube-proxy, which reads everything anew: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
					{text: 'kubectl -n kube-system get pods -o wide -l component=kube-proxy: is it so on other nodes?'},
				],
				links: ['kubernetes/debug-service', 'kubernetes/debug-dns', 'rke2/nftables'],
			},
			explains: ['dns/service-address', 'service/stale-endpoint'],
		},
	},
	*run({targets}, {finding, environment}) {
		for (const {service, kept, written} of targets) {
			const [first] = kept;
			if (first === undefined || service.name !== 'kube-system/rke2-coredns-rke2-coredns') {
				continue;
			}
			yield finding(
				'kept',
				{
					address: service.address,
					...{kept: listNames(kept), count: kept.length, total: written.length},
				},
				corednsService,
				{
					evidence: [
						{from: 'targets', of: 'save', excerpt: `${service.name}:udp-53 --to-destination ${first}`},
						{from: 'services', excerpt: `endpoints: ${listNames(service.listed ?? [])}`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
