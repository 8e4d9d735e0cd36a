import {defineCheck, isClusterDevice, peerContactsOf, thisNode, withoutApi} from 'rke2-netdoctor';

const symptoms = [
	'underlay/peer-unreachable',
	'dns/endpoint-unreachable',
	'service/api-address#partly',
	'calico/bgp-connection',
	'calico/typha#unreachable',
	...withoutApi,
] as const;

export default defineCheck({
	id: 'underlay/local-route',
	title: 'The kernel takes the addresses of this node for its own',
	rationale:
		'With an address the kernel enters a route of the type local, by which it takes in what is addressed to it. A script or VPN client that flushes the table local takes that route away: the address is still shown, but what others send there, or answer, is not taken in, and sent on instead.',
	needs: {
		...{routes: 'ip.route', addresses: 'ip.address', links: 'ip.link'},
		...{underlay: 'peer.underlay', overlay: 'peer.overlay', underlayPings: 'peer.underlay-ping'},
	},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} has {address}, but the table local has no route for it: this node does not accept what others send to it or answer',
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
			explains: symptoms,
		},
	},
	*run({routes, addresses, links, ...answers}, {finding, environment}) {
		const local = routes.filter(({family, type}) => family === 'ipv4' && type === 'local');
		const contacts = peerContactsOf({...answers, overlayPings: []});
		const isAnswered = contacts.some(({underlay}) => underlay !== 'silent' && underlay !== 'unclear');
		// Without the routes of loopback the table was not shown.
		if (contacts.length === 0 || isAnswered || !local.some(({dev}) => dev === 'lo')) {
			return;
		}
		for (const {address, link: device, family, scope} of addresses) {
			const isUp = links.some(({name, isUp: up}) => name === device && up);
			if (
				family !== 'ipv4' ||
				scope !== 'global' ||
				!isUp ||
				isClusterDevice(device) ||
				local.some(({destination}) => destination === `${address}/32`)
			) {
				continue;
			}
			yield finding(
				'missing',
				{address, device},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'addresses', excerpt: `${device} inet ${address}`},
						{from: 'routes', excerpt: `no "local ${address}" in the table local`},
						...contacts.slice(0, 1).map(({peer}) => ({
							from: 'underlay' as const,
							excerpt: `${peer.underlay}:10250 is silent`,
							of: peer.underlay,
						})),
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
