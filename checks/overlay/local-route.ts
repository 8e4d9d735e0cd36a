import {defineCheck, overlayVerdictOf, peerContactsOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/local-route',
	title: 'The kernel takes the address of the VXLAN device for its own',
	rationale:
		'With an address the kernel enters a route of the type local, by which it takes in what is addressed to it. A script or VPN client that flushes the table local takes that route away: the address is still shown, and what other nodes send there, or answer, does not arrive.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		routes: 'ip.route',
		addresses: 'ip.address',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} has {address}, but the table local has no route for it: this node does not accept what other nodes send to it or answer',
			guide: {
				steps: [
					{text: 'ip route show table local'},
					{
						text: 'ip route add local {address} dev {device} proto kernel scope host src {address} table local',
						changes: 'node',
					},
					{text: 'Look for scripts and VPN clients that flush routes, those of the table local among them'},
				],
				links: ['rancher/networking', 'rke2/requirements-networking'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({routes, addresses, ...answers}, {finding, environment}) {
		const device = environment.overlayDevice.value;
		const own = addresses.find(({link, family}) => link === device && family === 'ipv4');
		const accepting = new Set(
			routes.flatMap(({family, type, dev}) => (family === 'ipv4' && type === 'local' ? (dev ?? []) : [])),
		);
		// Without the routes of loopback the table was not shown.
		if (device === undefined || own === undefined || accepting.has(device) || !accepting.has('lo')) {
			return;
		}
		const {silent} = overlayVerdictOf(peerContactsOf(answers), routes, device);
		const [first] = silent;
		if (first === undefined) {
			return;
		}
		yield finding(
			'missing',
			{address: own.address, device},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{from: 'addresses', excerpt: `${device} inet ${own.address}`},
					{from: 'routes', excerpt: `no "local ${own.address}" in the table local`},
					{
						from: 'overlay',
						excerpt: `${first.peer.overlay ?? ''}:10250 is silent`,
						of: first.peer.overlay ?? '',
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
