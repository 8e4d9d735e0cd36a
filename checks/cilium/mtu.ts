import {defineCheck, isSameAddress, linkLine, thisNode} from 'rke2-netdoctor';

/** VXLAN and Geneve over IPv4, and WireGuard: https://github.com/cilium/cilium/blob/main/pkg/mtu/mtu.go */
const tunnelOverhead = 50;
const wireguardOverhead = 80;

export default defineCheck({
	id: 'cilium/mtu',
	title: 'What Cilium lets pods send to other nodes fits the network of the nodes',
	rationale:
		'Cilium puts an MTU on the routes of pods that leaves room for the tunnel, from the largest interface that it sees or from the value MTU of the chart. Where it is larger than the interface of the node can carry, small packets pass and large ones hang: TLS handshakes, image layers, replies of databases.',
	when: {cni: ['cilium']},
	needs: {
		daemon: 'cilium.daemon',
		status: 'cilium.status',
		node: 'kubernetes.node',
		addresses: 'ip.address',
		links: 'ip.link',
	},
	messages: {
		tooLarge: {
			severity: 'critical',
			text: 'Cilium lets pods send {route} bytes to other nodes, but {device} carries only {fits}: large packets are lost',
			guide: {
				steps: [
					{text: 'ip link show {device}'},
					{
						text: 'Set MTU: {mtu} (a number, capital letters) in the HelmChartConfig rke2-cilium, or remove the one that is set',
						changes: 'cluster',
					},
					{
						text: 'Delete the pods afterwards: each keeps the MTU with which it was started',
						changes: 'cluster',
					},
				],
				links: ['rke2/chart-cilium', 'cilium/fragmentation', 'rke2/helmchartconfig'],
			},
		},
	},
	*run({daemon, status, node, addresses, links}, {finding, environment}) {
		const {routeMtu} = daemon;
		const holder = addresses.find(({address}) =>
			node.internalIps.some(ip => isSameAddress(ip, address)),
		)?.link;
		const uplink = links.find(({name}) => name === holder);
		if (routeMtu === undefined || uplink === undefined || holder === 'lo' || uplink.kind === 'dummy') {
			return;
		}
		const isTunnel = status.routing?.mode === 'Tunnel';
		const isEncrypted = status.encryption?.mode === 'Wireguard';
		const overhead = (isTunnel ? tunnelOverhead : 0) + (isEncrypted ? wireguardOverhead : 0);
		const fits = uplink.mtu - overhead;
		if (routeMtu > fits) {
			const said = `"routeMTU": ${routeMtu}, "deviceMTU": ${daemon.deviceMtu ?? 'unknown'}`;
			yield finding(
				'tooLarge',
				{route: routeMtu, device: uplink.name, fits, mtu: uplink.mtu},
				{kind: 'Interface', name: uplink.name},
				{
					evidence: [
						{from: 'daemon', excerpt: said},
						{from: 'links', excerpt: linkLine(uplink)},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
