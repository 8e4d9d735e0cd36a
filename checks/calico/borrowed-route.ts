import {borrowedFaults, defineCheck, listNames, routeLine, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/borrowed-route',
	title: 'Addresses that other nodes have borrowed from blocks of this node are routed to them',
	rationale:
		'A node that has no free address borrows single ones of blocks of others, unless IPAMConfig has strictAffinity. Such a pod is reached by a route to its one address. Where it is missing, packets for it end in the blackhole route that this node has for its own block. Borrowing itself is well. In pools without VXLAN the routes come by BGP, and an address that IPAM still counts after its pod has none: those are not judged.',
	when: {cni: ['calico']},
	needs: {
		own: 'calico.own-blocks',
		pools: 'calico.ippools',
		nodes: 'kubernetes.nodes',
		routes: 'ip.route',
		self: 'rke2.node-name',
		now: 'system.clock',
	},
	messages: {
		unrouted: {
			severity: 'critical',
			text: '{owner} has borrowed {addresses} from a block of this node, and no route leads there: {count:packets for this pod|packets for these pods} end here',
			guide: {
				steps: [
					{text: 'ip route get {first}'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={self}: Felix and BIRD write the routes anew',
						changes: 'cluster',
					},
					{
						text: 'So that no node borrows: ipamConfig.strictAffinity: true in the HelmChartConfig rke2-calico, and pools with enough blocks',
						changes: 'cluster',
					},
				],
				links: ['calico/ipam', 'calico/routing-table', 'calico/block-affinity'],
			},
		},
	},
	*run({own, pools, nodes, routes, self: {name: self}, now}, {finding, environment}) {
		const faults = borrowedFaults(own, {pools, nodes, routes, self, now});
		for (const owner of new Set(faults.map(({node}) => node))) {
			const ofNode = faults.filter(({node}) => node === owner);
			const addresses = ofNode.map(({taken}) => taken.address);
			yield finding(
				'unrouted',
				{owner, addresses: listNames(addresses), first: addresses[0] ?? '', count: addresses.length, self},
				{kind: 'Node', name: owner},
				{
					evidence: [
						{
							from: 'own',
							excerpt: ofNode
								.map(({taken: {address, pod = 'a tunnel'}}) => `${address}: ${pod} on ${owner}`)
								.join('\n'),
						},
						{
							from: 'routes',
							excerpt: [
								...new Set(ofNode.map(({route}) => (route === undefined ? 'no route' : routeLine(route)))),
							].join('\n'),
						},
					],
					affects: [thisNode(environment), {kind: 'Node', name: owner}],
				},
			);
		}
	},
});
