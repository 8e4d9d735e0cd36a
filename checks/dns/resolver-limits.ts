import {defineCheck} from 'rke2-netdoctor';

/** https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#dns-search-domain-list-limits */
const mostSearches = 32;
const mostSearchCharacters = 2048;
/** `<namespace>.svc.cluster.local svc.cluster.local cluster.local` */
const ofCluster = 3;

export default defineCheck({
	id: 'dns/resolver-limits',
	title: 'The kubelet can hand on all search domains of this node',
	rationale:
		'The kubelet gives a pod at most 32 search domains of together 2048 characters, those of the cluster first. What is beyond that is left out: names below such a domain resolve on the node but not in pods. Of name servers it hands on three, no fewer than the node itself ever asks.',
	needs: {host: 'dns.host-resolvers'},
	messages: {
		searches: {
			severity: 'info',
			text: '{path} has {count} search domains ({characters} characters): with those of the cluster that is more than pods can have (32, 2048 characters), and the last of them are left out',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'Keep fewer search domains for pods, in a file of your own with resolv-conf in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
				],
				links: ['kubernetes/pod-dns', 'rke2/coredns'],
			},
		},
	},
	*run({host: {kubelet}}, {finding}) {
		if (kubelet === undefined) {
			return;
		}
		const {
			path,
			settings: {searches},
		} = kubelet;
		const characters = searches.join(' ').length;
		if (searches.length + ofCluster > mostSearches || characters > mostSearchCharacters) {
			const subject = {kind: 'File', name: path} as const;
			yield finding('searches', {path, count: searches.length, characters}, subject, {
				evidence: [{from: 'host', of: path, excerpt: `search ${searches.join(' ')}`.slice(0, 400)}],
			});
		}
	},
});
