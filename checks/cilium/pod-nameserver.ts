import {defineCheck, isSameAddress, linkLocalServerOf, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/pod-nameserver',
	title: 'Somebody takes what pods of this node ask the link-local name server',
	rationale:
		'With NodeLocal DNSCache the kubelet may be told to send pods to 169.254.20.10 (cluster-dns). With Cilium such an address leads to the pod on this node by a CiliumLocalRedirectPolicy that names it (addressMatcher); one that names the service redirects the service address alone. Where no policy and no interface has the address every question times out.',
	when: {cni: ['cilium']},
	needs: {resolvers: 'dns.pod-resolvers', redirects: 'cilium.redirects', addresses: 'ip.address'},
	messages: {
		nobody: {
			severity: 'critical',
			text: 'Pods of this node ask {server} for names, which no LocalRedirectPolicy redirects ({redirected}) and no interface here has: names do not resolve in {pod}',
			guide: {
				steps: [
					{text: 'kubectl get ciliumlocalredirectpolicies -A -o yaml; grep -r cluster-dns /etc/rancher/rke2'},
					{
						text: 'Remove cluster-dns={server} from kubelet-arg in /etc/rancher/rke2/config.yaml and restart RKE2 (systemctl restart rke2-server or rke2-agent): pods then ask the service address, which the policy redirects',
						changes: 'node',
					},
					{
						text: 'Or write a CiliumLocalRedirectPolicy with redirectFrontend.addressMatcher.ip: {server} and toPorts 53 of UDP and TCP',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns-cilium', 'kubernetes/debug-dns'],
			},
		},
		noBackend: {
			severity: 'critical',
			text: 'The LocalRedirectPolicy {policy} redirects {server}, which pods of this node ask for names, but no pod of this node takes it: names do not resolve in {pod}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get pods -l k8s-app=node-local-dns -o wide'},
					{
						text: 'kubectl get ciliumlocalredirectpolicies -A -o yaml: redirectBackend must name labels and port names of that pod',
					},
				],
				links: ['rke2/nodelocal-dns-cilium', 'kubernetes/debug-dns'],
			},
		},
	},
	*run({resolvers: {others}, redirects, addresses}, {finding, environment}) {
		for (const {namespace, name, settings} of others) {
			const server = linkLocalServerOf(settings);
			if (server === undefined || addresses.some(({address}) => isSameAddress(address, server))) {
				continue;
			}
			const pod = `${namespace}/${name}`;
			const asked = {from: 'resolvers', of: 'inspectp', excerpt: `${pod}: nameserver ${server}`} as const;
			const policy = redirects.find(redirect =>
				redirect.addresses.some(other => isSameAddress(other, server)),
			);
			const all = redirects.flatMap(redirect => redirect.addresses);
			if (policy === undefined) {
				const redirected = `they redirect ${listNames(all) || 'nothing'}`;
				yield finding('nobody', {server, pod, redirected}, thisNode(environment), {
					evidence: [asked, {from: 'redirects', excerpt: all.join('\n') || 'no policy'}],
				});
				return;
			}
			if (!policy.hasBackend) {
				yield finding('noBackend', {server, pod, policy: policy.name}, thisNode(environment), {
					evidence: [
						asked,
						{from: 'redirects', of: '/v1/lrp', excerpt: `${policy.name}: ${server}, no backend`},
					],
				});
				return;
			}
		}
	},
});
