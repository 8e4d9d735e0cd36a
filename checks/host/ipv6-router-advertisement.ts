import {defaultRoutes, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/ipv6-router-advertisement',
	title: 'The IPv6 default route is there, and is renewed',
	rationale:
		'A default route from router advertisements expires unless it is renewed. The kernel stops to listen to advertisements on an interface that forwards, which RKE2 turns on, unless accept_ra is 2. Where NetworkManager or systemd-networkd listen themselves, accept_ra is 0 and all is well.',
	when: {family: 'ipv6'},
	needs: {routes: 'ip.route', addresses: 'ip.address', sysctls: 'sysctl.network'},
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
		lost: {
			severity: 'warning',
			text: 'This node has no IPv6 default route, and {device}, which got {address} from the network, ignores router advertisements since it forwards (accept_ra = 1): nothing outside of its own network is reached over IPv6, nor any service address',
			guide: {
				steps: [
					{text: 'ip -6 route show default; rdisc6 {device}: what the router offers'},
					{
						text: 'sysctl -w net/ipv6/conf/{device}/accept_ra=2: the route is back with the next advertisement, if the router offers one',
						changes: 'node',
					},
					{
						text: 'printf "net.ipv6.conf.all.accept_ra = 2\\nnet/ipv6/conf/{device}/accept_ra = 2\\n" >> /etc/sysctl.d/90-rke2-ra.conf, or a static default route in the network configuration',
						changes: 'node',
					},
				],
				links: ['rke2/ipv6'],
			},
			explains: ['interface/flannel-iface#noDefaultRoute'],
		},
	},
	*run({routes, addresses, sysctls}, {finding, environment}) {
		const defaults = defaultRoutes(routes, 'ipv6');
		const ignores = (dev: string): boolean => {
			const settings = sysctls.ipv6?.devices.get(dev);
			return settings?.forwarding === 1 && settings.acceptRouterAdvertisements === 1;
		};
		const read = (dev: string) =>
			[
				{from: 'sysctls', excerpt: '1', of: `/proc/sys/net/ipv6/conf/${dev}/accept_ra`},
				{from: 'sysctls', excerpt: '1', of: `/proc/sys/net/ipv6/conf/${dev}/forwarding`},
			] as const;
		const uplinks = defaultRoutes(routes, 'ipv4').map(({dev}) => dev);
		// An address from the network: there is a router that advertises, on other cards perhaps for others.
		const given = addresses.find(
			({family, scope, flags, link}) =>
				family === 'ipv6' &&
				scope === 'global' &&
				flags.includes('dynamic') &&
				(uplinks.length === 0 || uplinks.includes(link)) &&
				ignores(link),
		);
		if (defaults.length === 0 && given !== undefined) {
			const {link: device, address, prefixLength} = given;
			yield finding(
				'lost',
				{device, address},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'routes', excerpt: 'no default', of: '-6'},
						{from: 'addresses', excerpt: `${address}/${prefixLength} dev ${device} dynamic`},
						...read(device),
					],
					affects: [thisNode(environment)],
				},
			);
		}
		// Another default route, such as a static one, stays when this one goes.
		if (defaults.some(({protocol}) => protocol !== 'ra')) {
			return;
		}
		for (const {dev, gateway} of defaults) {
			if (dev === undefined || !ignores(dev)) {
				continue;
			}
			yield finding(
				'expires',
				{device: dev},
				{kind: 'Interface', name: dev},
				{
					evidence: [
						{from: 'routes', excerpt: `default via ${gateway ?? ''} dev ${dev} proto ra`, of: '-6'},
						...read(dev),
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
