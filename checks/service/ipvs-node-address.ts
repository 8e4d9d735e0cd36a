import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/ipvs-node-address',
	title: 'No service has taken the address of another node',
	rationale:
		'In ipvs mode kube-proxy gives every address of a service to the device kube-ipvs0, external addresses too. Where that is the address of another node, this node takes it for its own: it can no longer reach that node, a server perhaps.',
	needs: {addresses: 'ip.address', nodes: 'kubernetes.nodes'},
	messages: {
		taken: {
			severity: 'critical',
			text: 'A service has taken {address}, the address of {node}: kube-proxy has put it on kube-ipvs0, so that this node cannot reach {node}',
			guide: {
				steps: [
					{text: 'kubectl get services -A -o wide | grep {address}'},
					{
						text: 'Take {address} out of spec.externalIPs (or of the load balancer address) of that service: in ipvs mode no address of a node may stand there',
						changes: 'cluster',
					},
					{text: 'ip -br address show dev kube-ipvs0, where it should be gone within a minute'},
				],
				links: ['kubernetes/debug-service', 'rke2/requirements-networking'],
			},
			explains: [
				'underlay/peer-unreachable',
				'overlay/peer-unreachable',
				'service/api-address',
				'dns/endpoint-unreachable',
				'rke2/api-unreachable',
				'rke2/server-address#ownAddress',
			],
		},
	},
	*run({addresses, nodes}, {finding, environment}) {
		const onService = new Set(
			addresses.filter(({link}) => link === 'kube-ipvs0').map(({address}) => address),
		);
		for (const {name, internalIps, externalIps} of nodes) {
			const taken = [...internalIps, ...externalIps].find(address => onService.has(address));
			if (taken !== undefined && name !== environment.nodeName.value) {
				yield finding(
					'taken',
					{address: taken, node: name},
					{kind: 'Peer', name},
					{
						evidence: [
							{from: 'addresses', excerpt: `kube-ipvs0 ${taken}`},
							{from: 'nodes', excerpt: `${name} status.addresses: ${internalIps.join(', ')}`},
						],
						about: [{kind: 'Node', name}],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
