import {defineCheck, isSameAddress, linkLine, thisNode} from 'rke2-netdoctor';

/** VXLAN and Geneve over IPv4, WireGuard, and the least that ESP takes: https://github.com/cilium/cilium/blob/main/pkg/mtu/mtu.go */
const tunnelOverhead = 50;
const encryptionOverheads: Readonly<Record<string, number>> = {Wireguard: 80, IPsec: 54};

export default defineCheck({
	id: 'cilium/mtu',
	title: 'What Cilium lets pods send to other nodes fits the network of the nodes',
	rationale:
		'Cilium puts an MTU on the routes of pods that leaves room for the tunnel, from the largest interface that it sees or from the value MTU of the chart. Encryption takes more: 80 bytes with WireGuard, below the 50 of the tunnel. Where it is larger than the interface of the node can carry, small packets pass and large ones hang: TLS handshakes, image layers, replies of databases.',
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
		encrypted: {
			severity: 'critical',
			text: '{above} has MTU {mtu}, but encryption ({mode}) leaves {fits} of the {carries} bytes of {device}: large packets become fragments, or are lost',
			guide: {
				steps: [
					{text: 'ip link show {device}; ip link show type wireguard; ip route show | grep mtu'},
					{
						text: 'Set MTU: {setting} (a number, capital letters) in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'Delete the pods afterwards: each keeps the MTU with which it was started',
						changes: 'cluster',
					},
				],
				links: ['cilium/wireguard', 'rke2/chart-cilium', 'cilium/fragmentation'],
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
		const mode = status.encryption?.mode ?? '';
		const encryption = encryptionOverheads[mode] ?? 0;
		const overhead = (status.routing?.mode === 'Tunnel' ? tunnelOverhead : 0) + encryption;
		const fits = uplink.mtu - overhead;
		const said = `"routeMTU": ${routeMtu}, "deviceMTU": ${daemon.deviceMtu ?? 'unknown'}`;
		const subject = {kind: 'Interface', name: uplink.name} as const;
		const evidence = [
			{from: 'daemon', excerpt: said},
			{from: 'links', excerpt: linkLine(uplink)},
		] as const;
		const affects = [thisNode(environment)];
		const isTold = daemon.deviceMtu !== undefined && daemon.deviceMtu > uplink.mtu;
		const wireguard = links.find(({name}) => name === 'cilium_wg0');
		// From the wire up: the device that encrypts comes before the routes of pods.
		const above = [
			...(mode === 'Wireguard' && wireguard !== undefined
				? [{above: wireguard.name, mtu: wireguard.mtu, fits: uplink.mtu - encryption}]
				: []),
			{above: 'The route to pods of other nodes', mtu: routeMtu, fits},
		].find(step => step.mtu > step.fits);
		if (above === undefined) {
			return;
		}
		if (encryption === 0 || isTold) {
			yield finding('tooLarge', {route: routeMtu, device: uplink.name, fits, mtu: uplink.mtu}, subject, {
				evidence,
				affects,
			});
			return;
		}
		const device = wireguard === undefined ? [] : [{from: 'links', excerpt: linkLine(wireguard)} as const];
		yield finding(
			'encrypted',
			{
				...above,
				mode,
				device: uplink.name,
				carries: uplink.mtu,
				setting: uplink.mtu - (above.mtu - above.fits),
			},
			subject,
			{evidence: [...evidence, ...device], affects},
		);
	},
});
