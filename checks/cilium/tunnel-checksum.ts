import {
	answersOnlyPings,
	ciliumPeerLine,
	ciliumPeersOf,
	defineCheck,
	isDamagingDriver,
	isOldRound,
	listNames,
	policyOfHealth,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/tunnel-checksum',
	title: 'Pods on other nodes answer TCP as well as pings',
	rationale:
		'Cilium leaves the checksums of packets inside VXLAN to the network card or the hypervisor. Where these get them wrong, as vmxnet3 on VMware does and some virtio hosts do, the receiver drops every TCP segment without a word, while pings, whose checksum the kernel makes itself, come back. A rule on this node that drops TCP to port 4240, or a health daemon that hangs over there, looks the same: so damage is told only where segments with a wrong checksum come in, or the card is known for it.',
	when: {cni: ['cilium'], backend: ['vxlan', 'geneve']},
	needs: {
		health: 'cilium.health',
		nodes: 'kubernetes.nodes',
		endpoints: 'cilium.endpoints',
		now: 'system.clock',
		drivers: 'link.drivers',
		errors: 'snmp.checksum-errors',
	},
	messages: {
		damaged: {
			severity: 'critical',
			text: 'Pods on {peers} answer pings from here, but no TCP, although {count:that node itself does|those nodes themselves do}: checksums inside the tunnel are left to hardware, which gets them wrong here or there. {witnesses}',
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
		onlyPings: {
			severity: 'warning',
			text: 'Pods of the health checks on {peers} answer pings from here, but no TCP at port 4240, although {count:that node itself does|those nodes themselves do}: the port is filtered on the way, nobody answers in these pods, or checksums inside the tunnel are damaged',
			guide: {
				steps: [
					{
						text: 'Does another pod there answer TCP from here? kubectl get pods -A -o wide --field-selector spec.nodeName={first}; curl -m 5 telnet://PODIP:PORT. If so, only the health checks suffer',
					},
					{
						text: 'iptables-save | grep -nE "OUTPUT|4240"; nft list ruleset | grep -n 4240: what this node sends to pods of others must pass, too',
					},
					{
						text: 'On {first}: crictl logs --tail 100 $(crictl ps -q --name cilium-agent) 2>&1 | grep -i health; nstat -z TcpInCsumErrors, twice, while a pod here connects to one there: where it rises, checksums are damaged',
					},
				],
				links: ['cilium/connectivity-health', 'cilium/firewall-rules', 'rke2/requirements-cni-ports'],
			},
		},
	},
	*run({health, nodes, endpoints, now, drivers, errors}, {finding, environment}) {
		const isTelling = !isOldRound(health, now) && policyOfHealth(endpoints) === undefined;
		const pinging = isTelling ? ciliumPeersOf(health, nodes).filter(answersOnlyPings) : [];
		if (pinging.length === 0) {
			return;
		}
		const peers = listNames(pinging.map(({node}) => node));
		const count = pinging.length;
		const subject = thisNode(environment);
		const asked = {from: 'health', excerpt: pinging.slice(0, 3).map(ciliumPeerLine).join('\n')} as const;
		const about = pinging.map(({node}) => ({kind: 'Node', name: node}) as const);
		const cards = [...new Set(drivers.values())].filter(isDamagingDriver);
		if (errors.tcp <= 0 && cards.length === 0) {
			const first = pinging[0]?.node ?? '';
			yield finding('onlyPings', {peers, count, first}, subject, {evidence: [asked], about});
			return;
		}
		const witnesses = [
			...cards.map(driver => `the driver here is ${driver}`),
			...(errors.tcp > 0 ? [`${errors.tcp} damaged segments came in while this program ran`] : []),
		];
		yield finding('damaged', {peers, count, witnesses: witnesses.join('; ')}, subject, {
			evidence: [
				asked,
				...(errors.tcp > 0
					? [{from: 'errors', excerpt: `Tcp: InCsumErrors +${errors.tcp}`, of: '/proc/net/snmp'} as const]
					: []),
			],
			about,
		});
	},
});
