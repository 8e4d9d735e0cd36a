import {blockFaults, defineCheck, listNames, misledBlocks, routeLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/block-routes',
	title: 'Every block of addresses of every node is routed',
	rationale:
		'A node that has more pods than one block holds takes further ones, and each needs a route on all other nodes. Felix enters it for pools in VXLAN (that those of BIRD are there is judged with its sessions). A block that changed hands may be routed to its former owner. Where one is missing, some pods of a node are reached and some are not. Judged for nodes to whose tunnel there is a way, and for blocks that were claimed a while ago.',
	when: {cni: ['calico']},
	needs: {
		affinities: 'calico.block-affinities',
		pools: 'calico.ippools',
		nodes: 'kubernetes.nodes',
		routes: 'ip.route',
		self: 'rke2.node-name',
		now: 'system.clock',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'No route leads to {blocks}, a part of the pods of {node}: nothing here reaches these',
			guide: {
				steps: [
					{text: 'ip route show root {first}; ip route show proto 80'},
					{
						text: 'kubectl get blockaffinities.crd.projectcalico.org -o custom-columns=CIDR:.spec.cidr,NODE:.spec.node,STATE:.spec.state',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={self}',
						changes: 'cluster',
					},
				],
				links: ['calico/routing-table', 'calico/ipam', 'calico/block-affinity'],
			},
		},
		former: {
			severity: 'warning',
			text: 'The route to {blocks}, a part of the pods of {node}, leads to {to} instead ({route}): unless {to} sends on, nothing here reaches these pods',
			guide: {
				steps: [
					{text: 'ip route show root {first}'},
					{
						text: 'kubectl get blockaffinities.crd.projectcalico.org -o custom-columns=CIDR:.spec.cidr,NODE:.spec.node,STATE:.spec.state',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={to}: it withdraws what is no longer its own',
						changes: 'cluster',
					},
					{
						text: 'If the route stays: the same for {node}, which announces the block, then for {self}',
						changes: 'cluster',
					},
				],
				links: ['calico/routing-table', 'calico/ipam', 'calico/block-affinity'],
			},
		},
		refused: {
			severity: 'critical',
			text: 'Packets to {blocks}, a part of the pods of {node}, end on this node in its route {route}: the block was its own and is no longer',
			guide: {
				steps: [
					{text: 'ip route show type blackhole'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={self}: Felix and BIRD write the routes anew',
						changes: 'cluster',
					},
					{text: 'If it is still there: ip route del blackhole {first}', changes: 'node'},
				],
				links: ['calico/routing-table', 'calico/ipam', 'calico/block-affinity'],
			},
		},
	},
	*run({affinities, pools, nodes, routes, self: {name: self}, now}, {finding}) {
		const faults = blockFaults({affinities, pools, nodes, routes, self, now});
		for (const [message, wrong] of [
			['missing', faults.filter(({route}) => route === undefined)],
			['refused', faults.filter(({route}) => route !== undefined)],
		] as const) {
			for (const node of new Set(wrong.map(fault => fault.node))) {
				const ofNode = wrong.filter(fault => fault.node === node);
				const blocks = ofNode.map(({block}) => block);
				const first = blocks[0] ?? '';
				const lines = ofNode.flatMap(({route}) => (route === undefined ? [] : [routeLine(route)]));
				const subject = {kind: 'Node', name: node} as const;
				yield finding(
					message,
					{blocks: listNames(blocks), first, node, self, route: lines[0] ?? ''},
					subject,
					{
						evidence: [
							{from: 'routes', excerpt: lines.join('\n') || `no route to ${listNames(blocks)}`},
							{
								from: 'affinities',
								excerpt: blocks.map(block => `${block}: node ${node}, confirmed`).join('\n'),
							},
						],
					},
				);
			}
		}
		const misled = misledBlocks({affinities, nodes, routes, self, now});
		for (const node of new Set(misled.map(fault => fault.node))) {
			const ofNode = misled.filter(fault => fault.node === node);
			const [first] = ofNode;
			if (first === undefined) {
				continue;
			}
			const blocks = ofNode.map(({block}) => block);
			yield finding(
				'former',
				{
					blocks: listNames(blocks),
					first: first.block,
					node,
					self,
					to: first.to,
					route: routeLine(first.route),
				},
				{kind: 'Node', name: node},
				{
					evidence: [
						{from: 'routes', excerpt: ofNode.map(({route}) => routeLine(route)).join('\n')},
						{
							from: 'affinities',
							excerpt: blocks.map(block => `${block}: node ${node}, confirmed`).join('\n'),
						},
					],
				},
			);
		}
	},
});
