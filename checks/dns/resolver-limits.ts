import {defineCheck, listNames, serversForPods} from 'rke2-netdoctor';

/** https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#dns-search-domain-list-limits */
const mostSearches = 32;
const mostSearchCharacters = 2048;
/** `<namespace>.svc.cluster.local svc.cluster.local cluster.local` */
const ofCluster = 3;

export default defineCheck({
	id: 'dns/resolver-limits',
	title: 'The kubelet can hand on all name servers and search domains of this node',
	rationale:
		'The kubelet gives a pod at most three name servers and 32 search domains of together 2048 characters, those of the cluster first. What is beyond that is left out: a name server that the node falls back to is never asked by CoreDNS, and names below a search domain resolve on the node but not in pods.',
	needs: {host: 'dns.host-resolvers'},
	messages: {
		servers: {
			severity: 'info',
			text: '{path} names {count} name servers, of which pods, and CoreDNS with them, get only the first three: {left} {leftCount:is|are} never asked',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'Name the three that matter there, or in a file of your own with resolv-conf in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
				],
				links: ['kubernetes/pod-dns', 'rke2/coredns'],
			},
		},
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
		const {path, settings} = kubelet;
		const {servers, searches} = settings;
		const subject = {kind: 'File', name: path} as const;
		const left = servers.slice(serversForPods(settings).length);
		if (left.length > 0) {
			yield finding(
				'servers',
				{path, count: servers.length, left: listNames(left), leftCount: left.length},
				subject,
				{
					evidence: [
						{from: 'host', of: path, excerpt: servers.map(server => `nameserver ${server}`).join('\n')},
					],
				},
			);
		}
		const characters = searches.join(' ').length;
		if (searches.length + ofCluster > mostSearches || characters > mostSearchCharacters) {
			yield finding('searches', {path, count: searches.length, characters}, subject, {
				evidence: [{from: 'host', of: path, excerpt: `search ${searches.join(' ')}`.slice(0, 400)}],
			});
		}
	},
});
