import {defineCheck, listNames} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/departed-server',
	title: 'The rules of kube-proxy for the API lead to servers that there are',
	rationale:
		'kube-proxy writes the endpoints of the service kubernetes into its rules as the API tells them. When it hangs, or its watch has died without a word, the rules keep a server that is gone, and a share of all connections of pods to the API times out on this node alone, while the API and every other node are well.',
	when: {kubeProxy: ['iptables']},
	needs: {targets: 'service.kept-targets'},
	wants: {services: 'service.endpoints'},
	messages: {
		kept: {
			// Nobody was asked there: a server that was cut off, not taken away, may still serve.
			severity: 'warning',
			text: 'The rules of kube-proxy for the API still lead to {kept}, which the API does not list and no node has: about {count} in {total} connections of pods here to the API {count:is|are} sent there',
			guide: {
				steps: [
					{
						text: 'nc -vz -w 3 {host} {port}: if nobody answers, those connections fail',
					},
					{
						text: 'iptables-save -t nat | grep default/kubernetes; kubectl get endpointslices kubernetes; curl -s http://127.0.0.1:10256/healthz tells when kube-proxy last wrote its rules',
					},
					{
						text: 'Restart kube-proxy, which reads everything anew: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
					{
						text: 'If the rules stay as they are: crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/nftables'],
			},
		},
	},
	*run({targets}, {finding}) {
		for (const {service, kept, written} of targets) {
			const [first] = kept;
			if (first === undefined || service.name !== 'default/kubernetes') {
				continue;
			}
			const at = first.lastIndexOf(':');
			yield finding(
				'kept',
				{
					...{kept: listNames(kept), count: kept.length, total: written.length},
					...{host: first.slice(0, at), port: first.slice(at + 1)},
				},
				{kind: 'Service', namespace: 'default', name: 'kubernetes'},
				{
					evidence: [
						{from: 'targets', of: 'save', excerpt: `default/kubernetes:https --to-destination ${first}`},
						{from: 'services', excerpt: `endpoints: ${listNames(service.listed ?? [])}`},
					],
				},
			);
		}
	},
});
