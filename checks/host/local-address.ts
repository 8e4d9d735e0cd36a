import {defineCheck, formatCidr, networkOf, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/local-address',
	title: 'The kernel takes every address of this node for its own',
	rationale:
		'With an address the kernel enters a route of the type local, by which it takes in what is addressed to it. A script or VPN client that flushes the table local takes that route away: the address is still shown, and nothing that goes there arrives.',
	needs: {routes: 'ip.route', addresses: 'ip.address', links: 'ip.link'},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} has {address}, but the table local has no route for it: this node does not accept what is addressed to it',
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
			explains: [
				'rke2/api-unreachable',
				'underlay/peer-unreachable',
				'underlay/connected-route',
				'overlay/peer-unreachable',
				'service/api-address',
				'dns/service-address',
				'dns/endpoint-unreachable',
				'calico/bgp-connection',
				'kubernetes.*',
			],
		},
	},
	*run({routes, addresses, links}, {finding, environment}) {
		const ofKernel = routes.filter(({family}) => family === 'ipv4');
		const isUp = (device: string): boolean => links.some(({name, isUp: up}) => name === device && up);
		// An interface in a VRF has them in the table of that.
		const accepting = new Set(ofKernel.flatMap(({type, dev}) => (type === 'local' ? (dev ?? []) : [])));
		// Of an address of a network the kernel enters the route to it too; without either it is being set up.
		const isEntered = ({link, address, prefixLength}: (typeof addresses)[number]): boolean => {
			const cidr = parseCidr(`${address}/${prefixLength}`);
			const network = cidr && formatCidr(networkOf(cidr));
			return prefixLength === 32
				? link === environment.overlayDevice.value
				: ofKernel.some(({dev, destination}) => dev === link && destination === network);
		};
		const lost = addresses.filter(
			one =>
				one.family === 'ipv4' &&
				one.scope === 'global' &&
				isUp(one.link) &&
				!accepting.has(one.link) &&
				isEntered(one),
		);
		// Without that of loopback the table was not shown.
		for (const {address, link} of accepting.has('lo') ? lost : []) {
			yield finding(
				'missing',
				{address, device: link},
				{kind: 'Endpoint', name: address},
				{
					evidence: [
						{from: 'addresses', excerpt: `${link} inet ${address}`},
						{from: 'routes', excerpt: `no "local ${address}" in the table local`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
