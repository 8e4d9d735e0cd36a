import {contactOf, defineCheck, listNames} from 'rke2-netdoctor';

export default defineCheck({
	id: 'underlay/path-mtu',
	title: 'The network between the nodes carries packets as large as this node sends',
	rationale:
		'Jumbo frames need every switch port, hypervisor and VPN between the nodes, and a tunnel of a provider leaves less than 1500 bytes. A connection opens all the same and hangs with its first large packet: TLS handshakes, joins, images. Only peers with which a handshake began and did not end are asked, with one ping of full size and a small one.',
	needs: {paths: 'peer.underlay-mtu'},
	messages: {
		smaller: {
			severity: 'critical',
			text: '{device} has MTU {mtu}, but packets of {bytes} bytes do not get to {peers} and back, while small ones do: the network between the nodes carries less, and what is larger hangs',
			guide: {
				steps: [
					{
						text: 'ping -c 2 -M do -s {size} {address}, with smaller sizes until it answers: 28 bytes more are the MTU of the path',
					},
					{
						text: 'Give {device} that MTU on all nodes, in the network configuration of the system, or let the network carry {mtu} bytes (switch ports, hypervisor, VPN)',
						changes: 'node',
					},
					{
						text: 'Then let the CNI make its devices anew with the smaller one: delete its pod on each node, and afterwards the pods, which keep the MTU they were started with',
						changes: 'cluster',
					},
				],
				links: ['rancher/networking', 'flannel/mtu', 'calico/mtu', 'cilium/fragmentation'],
			},
			// The health checks of Cilium are small: that they are lost is not among it.
			explains: ['overlay/peer-unreachable#stalls', 'kubernetes.*'],
		},
	},
	*run({paths}, {finding, environment}) {
		const small = paths.filter(
			({full, small: tiny}) =>
				// What the kernel or a router refuses as too large is known here, and TCP sends less.
				contactOf(tiny) === 'answers' && full?.result === 'silent',
		);
		const [first] = small;
		if (first === undefined) {
			return;
		}
		const {device, mtu, fullSize, peer, full} = first;
		const about = small.map(path => ({kind: 'Node', name: path.peer.name}) as const);
		const tunnel = environment.overlayDevice.value;
		yield finding(
			'smaller',
			{
				...{device, mtu, bytes: fullSize, size: fullSize - 28, address: peer.underlay},
				peers: listNames(small.map(path => path.peer.name)),
			},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{from: 'paths', excerpt: `${fullSize} bytes: ${full?.detail ?? full?.result}`, of: peer.underlay},
					{from: 'paths', excerpt: '84 bytes: answered', of: peer.underlay},
				],
				about,
				affects: [...about, ...(tunnel === undefined ? [] : [{kind: 'Interface', name: tunnel} as const])],
			},
		);
	},
});
