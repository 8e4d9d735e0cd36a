import {defineCheck, listNames, missingFromMesh, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-mesh',
	title: 'BIRD has a session for every other node of the mesh',
	rationale:
		'confd writes the configuration of BIRD from what the cluster knows of its nodes: in the mesh, a session for each. Where it hangs, or may not read the Nodes, BIRD keeps an old configuration, and never learns of nodes that came later.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', nodes: 'kubernetes.nodes'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'BIRD on this node has no session for {peers}, although it has sessions of the mesh for other nodes: its configuration is of {since}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -q --name calico-node) 2>&1 | grep -i confd'},
					{text: 'kubectl get node {first} -o yaml | grep projectcalico.org/'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp-peer-status', 'calico/component-logs', 'calico/bgp'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes}, {finding, environment}) {
		const self = environment.nodeName.value;
		for (const {family, missing, configuredAt, rows} of missingFromMesh(birds, nodes, self)) {
			const [first] = missing;
			if (first !== undefined) {
				yield finding(
					'missing',
					{
						peers: listNames(missing.map(({node, address}) => `${node} (${address})`)),
						since: configuredAt,
						first: first.node,
						node: self ?? 'NODE',
					},
					{kind: 'Node', name: missing.length === 1 ? first.node : thisNode(environment).name},
					{
						evidence: [
							{from: 'birds', excerpt: rows.join('\n'), of: family === 'ipv4' ? 'bird.ctl' : 'bird6.ctl'},
							{
								from: 'nodes',
								excerpt: missing
									.map(
										({node, address}) =>
											`${node}: projectcalico.org/${family === 'ipv4' ? 'IPv4Address' : 'IPv6Address'}: ${address}`,
									)
									.join('\n'),
							},
						],
						about: missing.map(({node}) => ({kind: 'Node', name: node}) as const),
					},
				);
			}
		}
	},
});
