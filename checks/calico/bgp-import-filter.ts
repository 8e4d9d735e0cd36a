import {
	bgpPeersOf,
	defineCheck,
	isEstablished,
	isTurnedAway,
	listNames,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-import-filter',
	title: 'BIRD takes the routes that other nodes send',
	rationale:
		"Calico's configuration accepts every route of the node-to-node mesh. Where BIRD counts all that a node sent as filtered, and has imported none, its configuration was written by hand or from another template: the session is established, and no pod there is reached. A router that is not in the mesh may well be sent routes and asked for none.",
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', nodes: 'kubernetes.nodes'},
	wants: {affinities: 'calico.block-affinities'},
	messages: {
		turnedAway: {
			severity: 'critical',
			text: 'BIRD of this node turns away every route that {peers} send, so that it has no way to {blocks}: its own import filter does, the session is established',
			guide: {
				steps: [
					{
						text: 'In calico-node here: birdcl -r -s /var/run/calico/bird.ctl show protocols all: Import updates that are filtered; and the import filter in /etc/calico/confd/config/bird.cfg',
					},
					{text: 'kubectl get bgpfilters.crd.projectcalico.org,bgppeers.crd.projectcalico.org -o yaml'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}: confd writes the configuration of BIRD anew',
						changes: 'cluster',
					},
				],
				links: ['calico/bird-routes', 'calico/bgp', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes, affinities = []}, {finding, environment}) {
		const refused = bgpPeersOf(birds, nodes).filter(isEstablished).filter(isTurnedAway);
		if (refused.length === 0) {
			return;
		}
		const names = refused.map(({node}) => node?.name);
		const blocks = affinities
			.filter(({node, state}) => state === 'confirmed' && names.includes(node))
			.map(({cidr}) => cidr);
		yield finding(
			'turnedAway',
			{
				peers: namesOfPeers(refused),
				node: environment.nodeName.value ?? '$(hostname)',
				blocks: blocks.length === 0 ? 'the pods there' : listNames(blocks),
			},
			subjectOfPeers(refused, thisNode(environment)),
			{
				evidence: [
					{
						from: 'birds',
						excerpt: refused
							.map(
								({session: {row, routes}}) =>
									`${row}\nRoutes: ${routes?.imported ?? 0} imported; import updates: ${routes?.filtered ?? 0} filtered`,
							)
							.join('\n'),
					},
				],
				about: refused.flatMap(({about}) => about),
			},
		);
	},
});
