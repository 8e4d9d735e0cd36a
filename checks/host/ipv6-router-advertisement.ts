import {defaultRoutes, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/ipv6-router-advertisement',
	title: 'The IPv6 default route is renewed',
	rationale:
		'A default route from router advertisements expires unless it is renewed. The kernel stops to listen to advertisements on an interface that forwards, which RKE2 turns on, unless accept_ra is 2. Where NetworkManager or systemd-networkd listen themselves, accept_ra is 0 and all is well.',
	when: {family: 'ipv6'},
	needs: {routes: 'ip.route', sysctls: 'sysctl.network'},
	messages: {
		expires: {
			severity: 'warning',
			text: 'The IPv6 default route by {device} comes from router advertisements, which {device} ignores since it forwards (accept_ra = 1): the route will expire',
			guide: {
				steps: [
					{text: 'sysctl -w net/ipv6/conf/{device}/accept_ra=2', changes: 'node'},
					{
						text: 'printf "net.ipv6.conf.all.accept_ra = 2\\nnet/ipv6/conf/{device}/accept_ra = 2\\n" >> /etc/sysctl.d/90-rke2-ra.conf',
						changes: 'node',
					},
				],
				links: ['rke2/ipv6'],
			},
		},
	},
	*run({routes, sysctls}, {finding, environment}) {
		const defaults = defaultRoutes(routes, 'ipv6');
		// Another default route, such as a static one, stays when this one goes.
		if (defaults.some(({protocol}) => protocol !== 'ra')) {
			return;
		}
		for (const {dev, gateway} of defaults) {
			const settings = dev === undefined ? undefined : sysctls.ipv6?.devices.get(dev);
			if (dev === undefined || settings?.forwarding !== 1 || settings.acceptRouterAdvertisements !== 1) {
				continue;
			}
			yield finding(
				'expires',
				{device: dev},
				{kind: 'Interface', name: dev},
				{
					evidence: [
						{from: 'routes', excerpt: `default via ${gateway ?? ''} dev ${dev} proto ra`, of: '-6'},
						{from: 'sysctls', excerpt: '1', of: `/proc/sys/net/ipv6/conf/${dev}/accept_ra`},
						{from: 'sysctls', excerpt: '1', of: `/proc/sys/net/ipv6/conf/${dev}/forwarding`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
