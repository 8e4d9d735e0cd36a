import {
	bgpPeersOf,
	defineCheck,
	detailsOfPeers,
	hasBgpError,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
} from 'rke2-netdoctor';

const steps = [
	{
		text: 'Numbers of Nodes of their own: kubectl get nodes -o custom-columns="NAME:.metadata.name,AS:.metadata.annotations.projectcalico\\.org/ASNumber"',
	},
	{
		text: 'The number of all others, 64512 unless set: kubectl get bgpconfigurations.crd.projectcalico.org default -o yaml | grep asNumber',
	},
	{text: 'What is configured for routers and reflectors: kubectl get bgppeers.crd.projectcalico.org -o yaml'},
] as const;
const links = ['calico/bgp', 'calico/bgp-peer', 'calico/bgp-peer-status'] as const;

export default defineCheck({
	id: 'calico/bgp-as-number',
	title: 'This node and its BGP peers agree on their AS numbers',
	rationale:
		'Each end of a BGP session is configured with the AS number of the other. Where the number in the first message is another one, the session is refused, again and again. The number of a node is that of BGPConfiguration default unless the Node has one of its own; that of a router is in its BGPPeer.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols'},
	wants: {nodes: 'kubernetes.nodes'},
	messages: {
		ofPeer: {
			severity: 'critical',
			text: 'BGP with {peers} fails: this node expects AS {expected} there, and is told another number',
			guide: {
				steps: [
					...steps,
					{
						text: 'Correct asNumber of the BGPPeer or of the Node, or local-as of the router; BIRD tries again within 30 seconds',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		ofNode: {
			severity: 'critical',
			text: 'BGP with {peers} fails: another AS number is expected of this node there than BIRD here sends',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) grep "local as" /etc/calico/confd/config/bird.cfg: what BIRD here sends',
					},
					...steps,
					{
						text: 'Correct what the other end expects of this node: remote-as of the router, asNumber of the BGPPeer or of this Node',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes}, {finding, environment}) {
		const refused = bgpPeersOf(birds, nodes ?? []).filter(peer => hasBgpError(peer, 'Bad peer AS'));
		for (const [message, source] of [
			['ofPeer', 'sent'],
			['ofNode', 'received'],
		] as const) {
			const peers = refused.filter(({session: {error}}) => error?.source === source);
			for (const expected of new Set(peers.map(({session: {neighbourAs}}) => neighbourAs))) {
				const same = peers.filter(({session: {neighbourAs}}) => neighbourAs === expected);
				yield finding(
					message,
					{peers: namesOfPeers(same), expected},
					subjectOfPeers(same, thisNode(environment)),
					detailsOfPeers(same),
				);
			}
		}
	},
});
