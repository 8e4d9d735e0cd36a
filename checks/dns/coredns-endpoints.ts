import {defineCheck, thisNode} from 'rke2-netdoctor';

const isCode = (answer: readonly string[]): boolean =>
	answer.length > 0 && answer.every(text => /^[A-Z]+$/.test(text));

export default defineCheck({
	id: 'dns/coredns-endpoints',
	title: 'The cluster DNS has ready endpoints, and they know the names of the cluster',
	rationale:
		'The service of the cluster DNS leads only to CoreDNS pods that the API calls ready: without one no name is resolved anywhere, however well the network is. A pod that is ready and answers with an error does not get what it needs from the API. Neither is the way to it.',
	needs: {contact: 'dns.contact'},
	wants: {services: 'service.endpoints'},
	messages: {
		none: {
			severity: 'critical',
			text: 'The cluster DNS {address} has no endpoint that is ready: no pod can resolve names',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide'},
					{text: 'kubectl -n kube-system logs -l k8s-app=kube-dns --tail 50'},
					{text: 'kubectl -n kube-system describe deployment rke2-coredns-rke2-coredns'},
					{
						text: 'If it wants 0 replicas: kubectl -n kube-system scale deployment rke2-coredns-rke2-coredns --replicas=1, and look at its autoscaler, which sets the number afterwards',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/debug-dns', 'rke2/coredns'],
			},
			explains: ['dns.search-answers'],
		},
		failing: {
			severity: 'warning',
			text: 'CoreDNS at {endpoint} answers {answer} when it is asked for {question}, which it should know by itself',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system logs -l k8s-app=kube-dns --tail 50 --prefix'},
					{
						text: 'kubectl -n kube-system get configmap rke2-coredns-rke2-coredns -o yaml: the plugin kubernetes must name the domain of the cluster',
					},
				],
				links: ['kubernetes/debug-dns', 'rke2/coredns'],
			},
		},
	},
	*run({contact}, {finding, environment}) {
		const {name, address, endpoints, question, total} = contact;
		if (total === 0) {
			const service = name.replace(/^.*\//, '');
			yield finding(
				'none',
				{address},
				{kind: 'Service', namespace: 'kube-system', name: service},
				{
					evidence: [{from: 'services', excerpt: `${name}: no endpoint that is ready`, of: service}],
					affects: [thisNode(environment)],
				},
			);
		}
		for (const {address: endpoint, answer} of endpoints) {
			if (answer?.result === 'answered' && isCode(answer.answer ?? [])) {
				const said = answer.answer?.join(', ') ?? '';
				yield finding(
					'failing',
					{endpoint, question, answer: said},
					{kind: 'Endpoint', name: `${endpoint}:53`},
					{evidence: [{from: 'contact', excerpt: `${endpoint}:53 ${said}`, of: `@${endpoint}`}]},
				);
			}
		}
	},
});
