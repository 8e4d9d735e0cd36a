import {corednsService, defineCheck, goSeconds, listNames, thisNode} from 'rke2-netdoctor';

/** The argument of the mode that this check is about; one second unless it is set. */
const period = 'iptables-min-sync-period';
/** Seconds that lie between the two readings at the least, and that kube-proxy takes by itself. */
const patience = 2;

export default defineCheck({
	id: 'dns/kept-endpoint',
	title: 'The rules of kube-proxy for the cluster DNS lead to pods of CoreDNS that there are',
	rationale:
		'kube-proxy writes the endpoints of the cluster DNS into its rules as the API tells them. When it hangs, or its watch has died without a word, the rules keep a pod of CoreDNS that was replaced long ago: a share of all questions of pods here is lost, or all of them, while names resolve on every other node. A pod that ends is listed by the API until it is gone, and the rules are read twice.',
	when: {kubeProxy: ['iptables']},
	needs: {targets: 'service.kept-targets', settings: 'kube-proxy.arguments'},
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
		delayed: {
			severity: 'warning',
			text: 'The rules of kube-proxy for the cluster DNS {address} still lead to {kept}, which the API does not list any more: {count} of {total} places. It is told to write them every {period} at the most, and until then these questions of pods here are lost',
			guide: {
				steps: [
					{
						text: 'Run this again after {period}: where {kept} is still there, kube-proxy does not learn of changes: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
					{
						text: 'grep -rn iptables-min-sync-period /etc/rancher/rke2/config.yaml /etc/rancher/rke2/config.yaml.d: a second, the default, is right for most clusters; correct it in kube-proxy-arg and restart RKE2',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'kubernetes/debug-dns', 'rke2/server-config'],
			},
		},
	},
	*run({targets, settings}, {finding, environment}) {
		const wait = settings?.get(period);
		const isDelayed = wait !== undefined && (goSeconds(wait) ?? 0) > patience;
		for (const {service, kept, written} of targets) {
			const [first] = kept;
			if (first === undefined || service.name !== 'kube-system/rke2-coredns-rke2-coredns') {
				continue;
			}
			yield finding(
				isDelayed ? 'delayed' : 'kept',
				{
					...{address: service.address, period: wait ?? ''},
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
