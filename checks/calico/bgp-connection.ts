import {
	bgpPeersOf,
	bgpSourceOf,
	defineCheck,
	detailsOfPeers,
	isReachedDirectly,
	minutesOf,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
	troubledNodes,
} from 'rke2-netdoctor';

const there = {text: 'On {first}: rke2-netdoctor, ss -lntp "sport = :179", and its firewall'} as const;
const open = {
	text: 'Allow TCP port 179 between all nodes, both ways, in firewalls of the nodes and security groups',
	changes: 'cluster',
} as const;
const links = [
	'calico/bgp-not-established',
	'calico/bgp-peer-status',
	'calico/network-requirements',
] as const;

export default defineCheck({
	id: 'calico/bgp-connection',
	title: 'BIRD on this node and on the others reach each other on TCP port 179',
	rationale:
		'With the mesh each node has a BGP session with each other one; of two nodes, the one with the larger address calls. Where TCP does not come about, or falls silent, neither learns where the pods of the other are. Nodes that are not Ready, cordoned or being removed are left out, as are sessions that have been down for less than a minute.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', nodes: 'kubernetes.nodes'},
	wants: {underlay: 'peer.underlay'},
	messages: {
		refused: {
			severity: 'critical',
			text: 'BGP with {peers} fails: TCP port 179 is refused there. BIRD does not run on it, or a firewall rejects the port',
			guide: {
				steps: [
					{
						text: 'kubectl -n calico-system get pods -l k8s-app=calico-node -o wide: is it Running on {first}?',
					},
					there,
					open,
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		unanswered: {
			severity: 'critical',
			text: 'BGP with {peers} fails: nothing answers on TCP port 179 there{although}',
			guide: {
				steps: [
					there,
					open,
					{
						text: 'With a password in the BGPPeer: it must be the same at both ends, as packets with another one are dropped without a word',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		unreachable: {
			severity: 'critical',
			text: 'BGP with {peers} fails: packets for TCP port 179 come back as undeliverable ({error}){although}',
			guide: {steps: [{text: 'ip route get {address}; ip neigh show {address}'}, there, open], links},
			explains: ['dns/endpoint-unreachable'],
		},
		noRoute: {
			severity: 'critical',
			text: 'BGP with {peers} fails: this node has no route to {address}',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					{text: 'Give the node a route to the other nodes, in its network configuration', changes: 'node'},
				],
				links: ['calico/bgp-not-established', 'calico/network-requirements'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		waiting: {
			severity: 'critical',
			text: '{peers} should have opened the BGP session with this node {minutes} {minutes:minute|minutes} ago, and has not: BIRD does not run there, or cannot reach TCP port 179 of {source}{although}',
			guide: {
				steps: [
					there,
					{text: 'Here: ss -lntp "sport = :179", and whether a firewall drops what comes in for it'},
					open,
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		idle: {
			severity: 'critical',
			text: 'BIRD here has not called {peers} in {minutes} {minutes:minute|minutes}: the session is Idle, as {address} is not on a network that this node is connected to, or another session has that address',
			guide: {
				steps: [
					{text: 'ip route get {address}; ip -brief address show'},
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) grep -B2 -A12 "neighbor {address}" /etc/calico/confd/config/bird.cfg: "direct" wants a neighbour on the same network',
					},
					{
						text: 'Correct peerIP of the BGPPeer, or give this node an address on the network of the peer; of two BGPPeers with one address, remove one',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp-peer', 'calico/bgp-not-established', 'calico/network-requirements'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		lost: {
			severity: 'critical',
			text: 'BGP with {peers} was well and fell silent {minutes} {minutes:minute|minutes} ago (hold timer expired), and has not come back{although}',
			guide: {
				steps: [
					there,
					{
						text: 'ping -M do -s 1472 {address}: a path that loses large packets stops BGP after its first routes',
					},
					open,
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes, underlay}, {finding, environment}) {
		const peers = bgpPeersOf(birds, nodes);
		for (const trouble of [
			'refused',
			'unanswered',
			'unreachable',
			'noRoute',
			'waiting',
			'idle',
			'lost',
		] as const) {
			const same = troubledNodes(peers, trouble);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const areReached = same.every(peer => isReachedDirectly(peer, underlay ?? []));
			yield finding(
				trouble,
				{
					peers: namesOfPeers(same),
					first: first.name,
					address: first.session.neighbour,
					source: bgpSourceOf(first, peers),
					error: first.session.error?.text ?? '',
					minutes: minutesOf(first),
					although: areReached
						? ', although the kubelet there answers: a firewall or security group stops just this port'
						: '',
				},
				subjectOfPeers(same, thisNode(environment)),
				{
					...detailsOfPeers(same),
					evidence: [
						...detailsOfPeers(same).evidence,
						...(areReached
							? [
									{
										from: 'underlay',
										of: first.session.neighbour,
										excerpt: `${first.session.neighbour}:10250 answers`,
									} as const,
								]
							: []),
					],
				},
			);
		}
	},
});
