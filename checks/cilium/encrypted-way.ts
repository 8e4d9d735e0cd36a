import {
	ciliumPeerLine,
	ciliumPeersOf,
	defineCheck,
	isOldRound,
	listNames,
	policyOfHealth,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/encrypted-way',
	title: 'What Cilium encrypts for pods of other nodes arrives there',
	rationale:
		'With WireGuard all that goes between pods of two nodes travels in packets for UDP port 51871, also where a tunnel was used before: rules for UDP 8472 no longer count. The nodes themselves still reach each other, and only pods do not.',
	when: {cni: ['cilium']},
	needs: {
		status: 'cilium.status',
		health: 'cilium.health',
		nodes: 'kubernetes.nodes',
		endpoints: 'cilium.endpoints',
		now: 'system.clock',
	},
	messages: {
		lost: {
			severity: 'critical',
			text: 'Pods on {peers} cannot be reached from here, although {count:the node itself answers|the nodes themselves answer}: Cilium encrypts what goes there with WireGuard, and UDP port 51871 does not pass between the nodes',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-health status --verbose'},
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg debuginfo | grep -A4 peer, for the endpoint and the last handshake of each peer',
					},
					{
						text: 'Let UDP port 51871 pass between all nodes, in both directions: firewall, security group, hypervisor',
						changes: 'cluster',
					},
					{
						text: 'Where a node is behind NAT, give it a node-ip that all others reach, in /etc/rancher/rke2/config.yaml: WireGuard sends to the InternalIP of the Node',
						changes: 'node',
					},
				],
				links: ['cilium/wireguard', 'rke2/requirements-cni-ports', 'cilium/firewall-rules'],
			},
			explains: ['cilium/peer#endpointLost', 'cilium/peer#isolated', 'dns/endpoint-unreachable'],
		},
	},
	*run({status, health, nodes, endpoints, now}, {finding, environment}) {
		const {encryption} = status;
		if (
			encryption?.mode !== 'Wireguard' ||
			isOldRound(health, now) ||
			policyOfHealth(endpoints) !== undefined
		) {
			return;
		}
		const lost = ciliumPeersOf(health, nodes).filter(
			({host, endpoint}) => endpoint === 'lost' && (host === 'reached' || host === 'partly'),
		);
		if (lost.length === 0) {
			return;
		}
		const names = lost.map(({node}) => node);
		const about = names.flatMap(name => [{kind: 'Peer', name} as const, {kind: 'Node', name} as const]);
		yield finding(
			'lost',
			{peers: listNames(names), count: names.length},
			{kind: 'Interface', name: 'cilium_wg0'},
			{
				evidence: [
					{from: 'health', excerpt: lost.slice(0, 3).map(ciliumPeerLine).join('\n')},
					{from: 'status', excerpt: `"encryption": {"mode": "${encryption.mode}"}`},
				],
				about: [thisNode(environment), ...about],
			},
		);
	},
});
