import {defineCheck, isSameAddress, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/redirect-host',
	title: 'No LocalRedirectPolicy takes the questions of the node itself',
	rationale:
		'A redirect is done when a socket connects, in the network of the node too. Where the address that is redirected to NodeLocal DNSCache is also the name server of the node, the node asks that pod: for the image that the pod needs to start, and for the name of the server to which the pod would forward. After a reboot nothing resolves.',
	when: {cni: ['cilium']},
	needs: {redirects: 'cilium.redirects', host: 'dns.host-resolvers'},
	messages: {
		taken: {
			severity: 'critical',
			text: 'The LocalRedirectPolicy {policy} redirects {server}, the name server of this node, to a pod: the node itself resolves names only while that pod runs',
			guide: {
				steps: [
					{text: 'kubectl get ciliumlocalredirectpolicies -A -o yaml; cat /etc/resolv.conf'},
					{
						text: 'Give NodeLocal DNSCache an address that no node asks, such as 169.254.20.10 (nodelocal.ip_address in the HelmChartConfig rke2-coredns)',
						changes: 'cluster',
					},
					{
						text: 'Or set socketLB.hostNamespaceOnly: false and skipRedirectFromBackend: true in the policy, so that at least its own pod reaches the real server',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns-cilium', 'cilium/kube-proxy-free'],
			},
			explains: ['dns/nodelocal'],
		},
	},
	*run({redirects, host: {host}}, {finding, environment}) {
		for (const {name, addresses} of redirects) {
			const server = host?.settings.servers.find(own => addresses.some(other => isSameAddress(own, other)));
			if (host !== undefined && server !== undefined) {
				yield finding('taken', {policy: name, server}, thisNode(environment), {
					evidence: [
						{from: 'redirects', of: '/v1/lrp', excerpt: `${name}: ${listNames(addresses)}`},
						{from: 'host', of: host.path, excerpt: `nameserver ${server}`},
					],
				});
			}
		}
	},
});
