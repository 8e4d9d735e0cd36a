import {
	contactOf,
	type DnsContact,
	defineCheck,
	holds,
	type KubeNode,
	listNames,
	type PeerAnswer,
} from 'rke2-netdoctor';

type Endpoint = DnsContact['endpoints'][number];

/** The node of an endpoint, as its slice names it, or whose addresses it has. */
const nodeOf = ({nodeName, address}: Endpoint, nodes: readonly KubeNode[] = []): string | undefined =>
	nodeName ?? nodes.find(({podCidrs}) => podCidrs.some(range => holds(range, address)))?.name;

const aboutNode = (name: string | undefined) => (name === undefined ? [] : [{kind: 'Node', name} as const]);

const lineOf = ({address, answer}: Endpoint) =>
	({from: 'contact', excerpt: `${address}:53 ${answer?.result}`, of: `@${address}`}) as const;

/** Where it is, and where to look for what is lost: a node that answers itself is reached through the overlay. */
const placeOf = (node: string | undefined, overlay: readonly PeerAnswer[]) => {
	const isReached = overlay.some(({peer, answer}) => peer.name === node && contactOf(answer) === 'answers');
	return {
		place: node === undefined ? '' : ` on ${node}`,
		reached: isReached ? `, although ${node} itself answers through the overlay` : '',
		suspect: isReached
			? 'packets get to that node and not on to its pods or back (net.ipv4.ip_forward, the chain FORWARD of iptables and nft)'
			: 'the overlay between the two nodes is broken',
	};
};

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
		const asked = contact.endpoints.filter(({answer}) => answer !== undefined);
		const answering = asked.filter(({answer}) => answer?.result === 'answered');
		const silent = asked.filter(({answer}) => answer?.result !== 'answered');
		const service = {
			kind: 'Service',
			namespace: 'kube-system',
			name: contact.name.replace(/^.*\//, ''),
		} as const;
		const [first] = silent;
		if (first !== undefined && answering.length === 0) {
			yield finding(
				'allSilent',
				{
					count: silent.length,
					endpoints: listNames(silent.map(({address}) => address)),
					first: first.address,
					question: contact.question,
				},
				service,
				{
					evidence: [lineOf(first)],
					about: silent.flatMap(endpoint => aboutNode(nodeOf(endpoint, nodes))),
					affects: [service],
				},
			);
			return;
		}
		for (const endpoint of silent) {
			const node = nodeOf(endpoint, nodes);
			const subject = {kind: 'Endpoint', name: `${endpoint.address}:53`} as const;
			yield finding(
				'silent',
				{
					endpoint: endpoint.address,
					...placeOf(node, overlay),
					question: contact.question,
					others: listNames(answering.map(({address}) => address)),
					count: contact.total,
				},
				subject,
				{evidence: [lineOf(endpoint)], about: aboutNode(node), affects: [subject, service]},
			);
		}
	},
});
