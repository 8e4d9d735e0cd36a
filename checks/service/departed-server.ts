import {defineCheck, isSameAddress, listNames} from 'rke2-netdoctor';

const service = 'default/kubernetes:';

export default defineCheck({
	id: 'service/departed-server',
	title: 'The rules of kube-proxy for the API lead to servers that there are',
	rationale:
		'kube-proxy writes the endpoints of the service kubernetes into its rules as the API tells them. When it hangs, or its watch has died without a word, the rules keep a server that is gone, and a share of all connections of pods to the API times out on this node alone, while the API and every other node are well.',
	when: {kubeProxy: ['iptables']},
	needs: {services: 'service.endpoints', rules: 'service.rules', nodes: 'kubernetes.nodes'},
	messages: {
		kept: {
			// Nobody was asked there, and kube-proxy may be about to write what the API has just told.
			severity: 'warning',
			text: 'The rules of kube-proxy for the API still lead to {kept}, which the API does not list and no node has: about {count} in {total} connections of pods here to the API {count:is|are} sent there',
			guide: {
				steps: [
					{
						text: 'nc -vz -w 3 {host} {port}: if nobody answers, those connections fail. If the server left a moment ago, run this again first: kube-proxy needs some seconds',
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
	*run({services: {api}, rules, nodes}, {finding}) {
		if (api === undefined || api.source !== 'EndpointSlices' || api.endpoints.length === 0) {
			return;
		}
		const isKnown = (address: string): boolean =>
			[
				...api.endpoints.map(endpoint => endpoint.address),
				...nodes.flatMap(({internalIps, externalIps}) => [...internalIps, ...externalIps]),
			].some(known => isSameAddress(known, address));
		const hooked = rules.filter(backend => backend.rules.isHooked);
		// With rules in both back-ends one set is left from before: another finding.
		if (hooked.length !== 1) {
			return;
		}
		const written = [
			...new Set(
				hooked
					.flatMap(backend => backend.rules.ports)
					.filter(({name, address}) => name.startsWith(service) && address === api.address)
					.flatMap(({endpoints}) => endpoints),
			),
		];
		const kept = written.filter(target => !isKnown(target.slice(0, target.lastIndexOf(':'))));
		const [first] = kept;
		if (first !== undefined) {
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
						{from: 'rules', of: 'save', excerpt: `${service}https --to-destination ${first}`},
						{
							from: 'services',
							excerpt: `endpoints: ${listNames(api.endpoints.map(({address, port}) => `${address}:${port}`))}`,
						},
					],
				},
			);
		}
	},
});
