import {
	bgpPeersOf,
	defineCheck,
	detailsOfPeers,
	hasBgpError,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-router-id',
	title: 'No BGP peer has the router ID of this node',
	rationale:
		"A router ID names one BIRD in the whole network. Calico takes the node's IPv4 address, or what CALICO_ROUTER_ID says. Two that have the same one refuse each other.",
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols'},
	wants: {nodes: 'kubernetes.nodes'},
	messages: {
		same: {
			severity: 'critical',
			text: 'BGP with {peers} fails: it has the same router ID as this node, {routerId}',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,BGP:.metadata.annotations.projectcalico\\.org/IPv4Address": does an address stand there twice?',
					},
					{
						text: 'kubectl -n calico-system get daemonset calico-node -o yaml | grep -A1 CALICO_ROUTER_ID: a fixed one is the same on all nodes',
					},
					{
						text: 'Let calico-node find another address (nodeAddressAutodetectionV4), or set CALICO_ROUTER_ID to hash',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-autodetection', 'calico/bgp-peer-status', 'calico/bgp'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes}, {finding, environment}) {
		const peers = bgpPeersOf(birds, nodes ?? []).filter(peer => hasBgpError(peer, 'Bad BGP identifier'));
		const [first] = peers;
		if (first !== undefined) {
			yield finding(
				'same',
				{peers: namesOfPeers(peers), routerId: first.bird.routerId},
				subjectOfPeers(peers, thisNode(environment)),
				detailsOfPeers(peers),
			);
		}
	},
});
