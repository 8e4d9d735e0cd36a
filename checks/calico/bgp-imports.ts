import {
	bgpPeersOf,
	defineCheck,
	importsOfPeers,
	isEstablished,
	listNames,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
	withheldBlocks,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-imports',
	title: 'Every node with pods tells this node the way to them',
	rationale:
		'An established session carries nothing by itself. Where a node sends no route although blocks of addresses are its own, a filter, a configuration of BIRD that is out of date, or a kernel there that lacks the block keeps it back. Judged where other nodes do send theirs: with disableBGPExport on a pool none does.',
	when: {cni: ['calico'], bgp: true},
	needs: {
		birds: 'bird.protocols',
		learned: 'bird.routes',
		nodes: 'kubernetes.nodes',
		affinities: 'calico.block-affinities',
		pools: 'calico.ippools',
		now: 'system.clock',
	},
	messages: {
		nothing: {
			severity: 'critical',
			text: 'The BGP session with {peers} is established and brings no route, although {blocks} is there',
			guide: {
				steps: [
					{
						text: 'On {first}: ip route show type blackhole, and in calico-node birdcl -r -s /var/run/calico/bird.ctl show protocols all: Export updates that are rejected or filtered',
					},
					{text: 'kubectl get bgpfilters.crd.projectcalico.org,ippools.crd.projectcalico.org -o yaml'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={first}',
						changes: 'cluster',
					},
				],
				links: ['calico/bird-routes', 'calico/bgp', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		part: {
			severity: 'critical',
			text: 'The BGP session with {peers} is established, but brings no route to {blocks}: a part of the pods there is not reached',
			guide: {
				steps: [
					{
						text: 'kubectl get blockaffinities.crd.projectcalico.org -o custom-columns=CIDR:.spec.cidr,NODE:.spec.node,STATE:.spec.state',
					},
					{
						text: 'On {first}: ip route show type blackhole, and in calico-node birdcl -r -s /var/run/calico/bird.ctl show route: whether BIRD there has the block',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={first}: confd writes the configuration of BIRD anew',
						changes: 'cluster',
					},
				],
				links: ['calico/bird-routes', 'calico/block-affinity', 'calico/bgp'],
			},
		},
	},
	*run({birds, learned, nodes, affinities, pools, now}, {finding, environment}) {
		const peers = bgpPeersOf(birds, nodes).filter(isEstablished);
		const all = withheldBlocks({peers, learned, affinities, pools, now});
		for (const [message, withheld] of [
			['nothing', all.filter(({isAll}) => isAll)],
			['part', all.filter(({isAll}) => !isAll)],
		] as const) {
			const [first] = withheld;
			if (first === undefined) {
				continue;
			}
			const silent = withheld.map(({peer}) => peer);
			yield finding(
				message,
				{
					peers: namesOfPeers(silent),
					first: first.peer.name,
					blocks: listNames(withheld.flatMap(({blocks}) => blocks)),
				},
				subjectOfPeers(silent, thisNode(environment)),
				{
					evidence: [
						{
							from: 'birds',
							excerpt: importsOfPeers(silent),
						},
						{
							from: 'affinities',
							excerpt: withheld
								.flatMap(({peer, blocks}) => blocks.map(block => `${block}: node ${peer.name}`))
								.join('\n'),
						},
					],
					about: silent.flatMap(({about}) => about),
				},
			);
		}
	},
});
