import {defineCheck, lookupRoute, routeLine, routingOf, ruleLine, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'route/service-range',
	title: 'No route refuses what this node sends to addresses of services',
	rationale:
		'Addresses of services are on no interface: the kernel first looks for a route to them, which is mostly the default route, and only then kube-proxy translates them. A route of the type blackhole, unreachable or prohibit for private ranges, as guides for VPNs recommend, refuses them before: kubelet, containers in the host network and RKE2 lose their services, while pods reach them all the same.',
	when: {kubeProxy: ['iptables', 'nftables']},
	needs: {routes: 'ip.route', rules: 'ip.rule', ranges: 'cluster.ranges'},
	messages: {
		refused: {
			severity: 'critical',
			text: 'This node refuses to send anything to addresses of services such as {address}: {why}',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					{
						text: 'ip route add {range} via GATEWAY dev DEVICE, as the default route goes: until the next boot',
						changes: 'node',
					},
					{
						text: 'Except {range} where that route or rule was made (a VPN, a network configuration)',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'kubernetes/debug-service'],
			},
			explains: ['service/api-address', 'dns/service-address', 'host/default-route'],
		},
	},
	*run({routes, rules, ranges}, {finding, environment}) {
		const routing = routingOf('ipv4', rules, routes);
		const range = ranges.services.find(text => !text.includes(':'));
		const wanted = [range?.replace(/\d+\/\d+$/, '1'), ranges.dns.find(text => !text.includes(':'))];
		const [refused] = wanted
			.filter(address => address !== undefined)
			.map(address => ({address, found: lookupRoute(routing, {destination: address})}))
			.filter(({found: {kind}}) => ['blackhole', 'unreachable', 'prohibit'].includes(kind));
		const {address, found} = refused ?? {};
		if (
			range === undefined ||
			address === undefined ||
			(found?.kind !== 'blackhole' && found?.kind !== 'unreachable' && found?.kind !== 'prohibit')
		) {
			return;
		}
		const why =
			found.route === undefined
				? `routing rule ${found.rule.priority}, ${ruleLine(found.rule)}`
				: `route ${routeLine(found.route)}`;
		yield finding(
			'refused',
			{address, range, why},
			{kind: 'AddressRange', name: range},
			{
				evidence: [
					found.route === undefined
						? {from: 'rules', excerpt: `${found.rule.priority}: ${ruleLine(found.rule)}`}
						: {from: 'routes', excerpt: routeLine(found.route)},
					{from: 'ranges', excerpt: `services: ${ranges.services.join(', ')}`},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
