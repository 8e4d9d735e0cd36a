import {
	answersOnlyPings,
	ciliumPeerLine,
	ciliumPeersOf,
	defineCheck,
	isOldRound,
	listNames,
	policyOfHealth,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/tunnel-checksum',
	title: 'Pods on other nodes answer TCP as well as pings',
	rationale:
		'Cilium leaves the checksums of packets inside VXLAN to the network card or the hypervisor. Where these get them wrong, as vmxnet3 on VMware does and some virtio hosts do, the receiver drops every TCP segment without a word, while pings, whose checksum the kernel makes itself, come back. Neither a firewall nor a small MTU can tell the two apart inside the tunnel.',
	when: {cni: ['cilium'], backend: ['vxlan', 'geneve']},
	needs: {
		health: 'cilium.health',
		nodes: 'kubernetes.nodes',
		endpoints: 'cilium.endpoints',
		now: 'system.clock',
	},
	wants: {drivers: 'link.drivers', errors: 'snmp.checksum-errors'},
	messages: {
		damaged: {
			severity: 'critical',
			text: 'Pods on {peers} answer pings from here, but no TCP, although {count:that node itself does|those nodes themselves do}: checksums inside the tunnel are left to hardware, which gets them wrong here or there{hints}',
			guide: {
				steps: [
					{
						text: 'On both nodes, while a pod here connects to one there: nstat -z TcpInCsumErrors. Where it rises, what the other one sends is damaged',
					},
					{
						text: 'On the one that sends: ethtool -K UPLINK tx-checksum-ip-generic off tx-udp_tnl-segmentation off tx-udp_tnl-csum-segmentation off, and the same in its network configuration, so that it stays',
						changes: 'node',
					},
					{
						text: 'On VMware, which takes UDP port 8472 for its own: tunnelPort: 4789 in the HelmChartConfig rke2-cilium, with that port open between all nodes; connections between nodes break off meanwhile',
						changes: 'cluster',
					},
					{text: 'Then update kernel, firmware and hypervisor'},
				],
				links: ['rke2/known-issues-calico-vxlan-offload', 'cilium/connectivity-health', 'rke2/chart-cilium'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({health, nodes, endpoints, now, drivers, errors}, {finding, environment}) {
		const isTelling = !isOldRound(health, now) && policyOfHealth(endpoints) === undefined;
		const pinging = isTelling ? ciliumPeersOf(health, nodes).filter(answersOnlyPings) : [];
		if (pinging.length === 0) {
			return;
		}
		const segments = errors?.tcp ?? 0;
		const cards = [...new Set(drivers?.values() ?? [])];
		const hints = [
			...(cards.length > 0 ? [`the driver here is ${listNames(cards)}`] : []),
			...(segments > 0 ? [`${segments} damaged segments came in while this program ran`] : []),
		];
		yield finding(
			'damaged',
			{
				peers: listNames(pinging.map(({node}) => node)),
				count: pinging.length,
				hints: hints.length > 0 ? `. ${hints.join('; ')}` : '',
			},
			thisNode(environment),
			{
				evidence: [
					{from: 'health', excerpt: pinging.slice(0, 3).map(ciliumPeerLine).join('\n')},
					...(segments > 0
						? [{from: 'errors', excerpt: `Tcp: InCsumErrors +${segments}`, of: '/proc/net/snmp'} as const]
						: []),
				],
				about: pinging.map(({node}) => ({kind: 'Node', name: node})),
			},
		);
	},
});
