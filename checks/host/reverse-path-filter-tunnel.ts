import {defineCheck, listNames, passedTunnels, routeLine, routingOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/reverse-path-filter-tunnel',
	title: 'The reverse path filter lets through what comes out of the tunnel',
	rationale:
		'With rp_filter = 1 on the device of the tunnel the kernel drops what comes out of it unless the answer would go back into it. A route or routing rule that leads to the pods of another node straight, past the tunnel, seems to work: packets get there and the node itself answers. But its pods answer through the tunnel, and are dropped here. With DirectRouting flannel itself leads past the tunnel, on both ends.',
	when: {backend: ['vxlan'], cni: ['canal', 'flannel']},
	needs: {
		...{sysctls: 'sysctl.network', links: 'ip.link', addresses: 'ip.address', counters: 'netstat.counters'},
		...{routes: 'ip.route', rules: 'ip.rule', neighbours: 'ip.neighbour', fdb: 'bridge.fdb'},
		netConf: 'flannel.net-conf',
	},
	messages: {
		passed: {
			severity: 'critical',
			text: 'What this node sends to the pods behind {peers} goes past the tunnel ({route}), but they answer through {device}: with rp_filter = 1 on {device} the kernel drops that',
			guide: {
				steps: [
					{
						text: 'ip route get {overlay}: it should say dev {device}; ip rule show; ip route show table all | grep "via {peer}"',
					},
					{
						text: 'Take out the route or the routing rule that leads past {device}, where it was configured',
						changes: 'node',
					},
					{
						text: 'If it is meant, be less strict: sysctl -w net/ipv4/conf/{device}/rp_filter=2 net.ipv4.conf.all.rp_filter=2, and the same in /etc/sysctl.d/90-rke2.conf',
						changes: 'node',
					},
					{text: 'grep -rn rp_filter /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d'},
				],
				links: ['rancher/networking', 'flannel/backend-vxlan'],
			},
			explains: ['route/routing-rule', 'host/martian-packets'],
		},
	},
	*run(
		{sysctls, links, addresses, counters, routes, rules, neighbours, fdb, netConf},
		{finding, environment},
	) {
		const device = environment.overlayDevice.value;
		// A counter of 0: since the node booted the filter has not dropped a single packet.
		const hasDropped = counters.TcpExt?.IPReversePathFilter !== 0;
		// flannel keeps the entries of the tunnel for nodes that it reaches straight since DirectRouting was turned on.
		const isInUse = routes.some(
			({dev, gateway, table}) => table === 'main' && dev === device && gateway !== undefined,
		);
		if (device === undefined || !hasDropped || netConf.backend.directRouting || !isInUse) {
			return;
		}
		const routing = routingOf('ipv4', rules, routes);
		const passed = passedTunnels(device, sysctls.ipv4, {links, addresses, fdb, routing}, neighbours);
		const [first] = passed;
		if (first === undefined) {
			return;
		}
		const {overlay, underlay: peer, route, all, own} = first;
		yield finding(
			'passed',
			{
				peers: listNames(passed.map(({underlay}) => underlay)),
				peer,
				overlay,
				device,
				route: routeLine(route),
			},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{from: 'sysctls', excerpt: String(all), of: '/proc/sys/net/ipv4/conf/all/rp_filter'},
					{from: 'sysctls', excerpt: String(own), of: `/proc/sys/net/ipv4/conf/${device}/rp_filter`},
					{from: 'routes', excerpt: passed.map(one => routeLine(one.route)).join('\n')},
					{from: 'fdb', excerpt: `dev ${device} dst ${peer}`},
					{from: 'counters', excerpt: `IPReversePathFilter ${counters.TcpExt?.IPReversePathFilter}`},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
