import {contactOf, contains, defineCheck, listNames, parseAddress, parseCidr} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/endpoint-unreachable',
	title: 'Every CoreDNS endpoint answers this node',
	rationale:
		'kube-proxy spreads the questions of pods over all CoreDNS endpoints that the API calls ready. One that does not answer from here makes names fail now and then; it may be the way to its node, its pod, or a policy. Each is asked directly for a name that CoreDNS knows by itself, so that no name server outside matters.',
	needs: {contact: 'dns.contact', settled: 'rke2.settled'},
	wants: {nodes: 'kubernetes.nodes', overlay: 'peer.overlay'},
	messages: {
		allSilent: {
			severity: 'critical',
			text: 'None of the {count} CoreDNS endpoints answers this node: {endpoints}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide'},
					{text: 'dig +time=2 +tries=1 @{first} {question}, here and on the node of that pod'},
					{text: 'kubectl get networkpolicies -n kube-system'},
				],
				links: ['kubernetes/debug-dns', 'rancher/dns', 'rancher/overlay-test'],
			},
			explains: ['dns.search-answers'],
		},
		silent: {
			severity: 'warning',
			text: 'CoreDNS at {endpoint}{place} does not answer this node{reached}, while {others} does: about one in {count} questions of pods here is lost',
			guide: {
				steps: [
					{text: 'dig +time=2 +tries=1 @{endpoint} {question}, here and on the node of that pod'},
					{
						text: 'If it answers there: {suspect}, run rke2-netdoctor there',
					},
					{text: 'If not: kubectl -n kube-system logs -l k8s-app=kube-dns --tail 50 --prefix'},
				],
				links: ['kubernetes/debug-dns', 'rancher/dns', 'rancher/overlay-test'],
			},
			// Each question to the service goes to any of the endpoints.
			explains: ['dns/one-protocol#tcpLost', 'dns.search-answers'],
		},
	},
	*run({contact, nodes, overlay = []}, {finding}) {
		const {endpoints, question, total} = contact;
		const service = {
			kind: 'Service',
			namespace: 'kube-system',
			name: contact.name.replace(/^.*\//, ''),
		} as const;
		const nodeOf = (endpoint: (typeof endpoints)[number]): string | undefined => {
			const parsed = parseAddress(endpoint.address);
			const owner = nodes?.find(({podCidrs}) =>
				podCidrs.some(text => {
					const cidr = parseCidr(text);
					return cidr !== undefined && parsed !== undefined && contains(cidr, parsed);
				}),
			);
			return endpoint.nodeName ?? owner?.name;
		};
		const asked = endpoints.filter(({answer}) => answer !== undefined);
		const answering = asked.filter(({answer}) => answer?.result === 'answered');
		const silent = asked.filter(({answer}) => answer?.result !== 'answered');
		const [first] = silent;
		if (first !== undefined && answering.length === 0) {
			yield finding(
				'allSilent',
				{
					count: silent.length,
					endpoints: listNames(silent.map(endpoint => endpoint.address)),
					first: first.address,
					question,
				},
				service,
				{
					evidence: [
						{
							from: 'contact',
							excerpt: `${first.address}:53 ${first.answer?.result}`,
							of: `@${first.address}`,
						},
					],
					about: silent.flatMap(endpoint => {
						const name = nodeOf(endpoint);
						return name === undefined ? [] : [{kind: 'Node', name} as const];
					}),
					affects: [service],
				},
			);
			return;
		}
		for (const endpoint of asked) {
			const {answer} = endpoint;
			const name = nodeOf(endpoint);
			const subject = {kind: 'Endpoint', name: `${endpoint.address}:53`} as const;
			const about = name === undefined ? [] : [{kind: 'Node', name} as const];
			const place = name === undefined ? '' : ` on ${name}`;
			const of = `@${endpoint.address}`;
			const isNodeReached = overlay.some(
				({peer, answer: ofNode}) => peer.name === name && contactOf(ofNode) === 'answers',
			);
			if (answer?.result !== 'answered') {
				yield finding(
					'silent',
					{
						endpoint: endpoint.address,
						place,
						reached: isNodeReached ? `, although ${name} itself answers through the overlay` : '',
						suspect: isNodeReached
							? 'packets get to that node and not on to its pods or back (net.ipv4.ip_forward, the chain FORWARD of iptables and nft)'
							: 'the overlay between the two nodes is broken',
						question,
						others: listNames(answering.map(other => other.address)),
						count: total,
					},
					subject,
					{
						evidence: [{from: 'contact', excerpt: `${endpoint.address}:53 ${answer?.result}`, of}],
						about,
						affects: [subject, service],
					},
				);
			}
		}
	},
});
