import {
	bgpPeersOf,
	defineCheck,
	importsOfPeers,
	isEstablished,
	listNames,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
	untoldPods,
} from 'rke2-netdoctor';

const vxlanDevices: ReadonlySet<string> = new Set(['vxlan.calico', 'vxlan-v6.calico']);

export default defineCheck({
	id: 'calico/bgp-untold-pod',
	title: 'The node of every CoreDNS pod tells BIRD here the way to it',
	rationale:
		'An agent may not read which blocks of addresses belong to which node, but it knows where the pods of CoreDNS are. Where one of them does not answer, the session with its node is well and brings no route, and the kernel has none either, that node keeps its block back: a filter there, a configuration of BIRD that is out of date, or a kernel that lacks the block. Judged where other nodes do send theirs and where Calico has no VXLAN device: of pools in VXLAN BIRD announces nothing, Felix makes their routes.',
	when: {cni: ['calico'], bgp: true, role: ['agent']},
	needs: {
		birds: 'bird.protocols',
		nodes: 'kubernetes.nodes',
		links: 'ip.link',
		routes: 'ip.route',
		contact: 'dns.contact',
	},
	messages: {
		nothing: {
			severity: 'critical',
			text: 'The BGP session with {peers} is established and brings no route, although pods are there, such as {pods}: nothing here reaches them',
			guide: {
				steps: [
					{
						text: 'On {first}: ip route show type blackhole, and in calico-node birdcl -r -s /var/run/calico/bird.ctl show protocols all: Export updates that are rejected or filtered',
					},
					{
						text: 'On a server: kubectl get bgpfilters.crd.projectcalico.org,ippools.crd.projectcalico.org -o yaml',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={first}: confd there writes the configuration of BIRD anew',
						changes: 'cluster',
					},
				],
				links: ['calico/bird-routes', 'calico/bgp', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes, links, routes, contact: {endpoints}}, {finding, environment}) {
		if (links.some(({name}) => vxlanDevices.has(name))) {
			return;
		}
		const silent = endpoints.filter(({answer}) => answer !== undefined && answer.result !== 'answered');
		const all = untoldPods(bgpPeersOf(birds, nodes).filter(isEstablished), routes, silent);
		const [first] = all;
		if (first === undefined) {
			return;
		}
		const peers = all.map(({peer}) => peer);
		yield finding(
			'nothing',
			{
				peers: namesOfPeers(peers),
				first: first.peer.name,
				pods: listNames(all.flatMap(({pods}) => pods)),
			},
			subjectOfPeers(peers, thisNode(environment)),
			{
				evidence: [
					{
						from: 'birds',
						excerpt: importsOfPeers(peers),
					},
				],
				about: peers.flatMap(({about}) => about),
			},
		);
	},
});
