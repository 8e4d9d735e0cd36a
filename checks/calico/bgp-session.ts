import {
	bgpPeersOf,
	bgpSourceOf,
	defineCheck,
	detailsOfPeers,
	explainedError,
	minutesOf,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
	troubledNodes,
} from 'rke2-netdoctor';

const there = {
	text: 'On {first}: rke2-netdoctor, and crictl logs $(crictl ps -q --name calico-node) | grep -iE "bird|confd"',
} as const;
const links = ['calico/bgp-peer-status', 'calico/bgp', 'calico/bgp-not-established'] as const;

export default defineCheck({
	id: 'calico/bgp-session',
	title: 'BIRD on the other nodes takes the sessions of this node',
	rationale:
		'The connection comes about, but BIRD on the other node hangs up: it has no session for the address that calls, somebody has switched the session off, or the two ends cannot agree. BIRD knows its neighbours by what Nodes announce (projectcalico.org/IPv4Address), so both ends must have the same idea of it.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', nodes: 'kubernetes.nodes'},
	messages: {
		closed: {
			severity: 'critical',
			text: 'BGP with {peers} fails: the connection is closed as soon as it is made. There is no session there for {source}, the address from which this node calls, or it is switched off',
			guide: {
				steps: [
					{
						text: 'Compare with what this node announces: kubectl get node {node} -o yaml | grep projectcalico.org/IPv',
					},
					there,
					{
						text: 'If confd there does not follow the Nodes: kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={first}',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		mute: {
			severity: 'critical',
			text: '{peers} takes the connection on TCP port 179 and says nothing in BGP: for {minutes} {minutes:minute|minutes} the session has not got beyond {state}',
			guide: {
				steps: [
					there,
					{text: 'On {first}: ss -lntp "sport = :179": is it BIRD that listens there, and does it hang?'},
					{
						text: 'Full packets may be lost on the way, as the first is small: ping -M do -s 1472 {address}',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={first}',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		failing: {
			severity: 'critical',
			text: 'BGP with {peers} has not come about for {minutes} {minutes:minute|minutes}, and fails again and again: {error}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 200 $(crictl ps -q --name calico-node) 2>&1 | grep -i bgp'},
					there,
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={first}',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		ended: {
			severity: 'critical',
			text: '{peers} has ended the BGP session with this node {minutes} {minutes:minute|minutes} ago and does not take it up again: {error}',
			guide: {
				steps: [
					there,
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) birdcl -r -s /var/run/calico/bird.ctl show protocols, there: down is a session that somebody has disabled, and a missing one is not configured',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={first}',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['dns/endpoint-unreachable'],
		},
		incompatible: {
			severity: 'critical',
			text: 'BGP with {peers} fails: the two ends do not agree, {error}',
			guide: {
				steps: [
					{
						text: 'kubectl get bgppeers.crd.projectcalico.org,bgpconfigurations.crd.projectcalico.org -o yaml',
					},
					there,
					{text: 'Make both ends alike, in the BGPPeer or in the router', changes: 'cluster'},
				],
				links: ['calico/bgp-peer', 'calico/bgp', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes}, {finding, environment}) {
		const peers = bgpPeersOf(birds, nodes);
		for (const trouble of ['closed', 'mute', 'ended', 'incompatible', 'failing'] as const) {
			const same = troubledNodes(peers, trouble);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			yield finding(
				trouble,
				{
					peers: namesOfPeers(same),
					first: first.name,
					address: first.session.neighbour,
					state: first.session.state,
					node: environment.nodeName.value ?? 'NODE',
					source: bgpSourceOf(first, peers),
					minutes: minutesOf(first),
					error: first.session.error === undefined ? '' : explainedError(first.session.error),
				},
				subjectOfPeers(same, thisNode(environment)),
				detailsOfPeers(same),
			);
		}
	},
});
