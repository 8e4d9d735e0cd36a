import {defaultRoutes, defineCheck, routeLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/router-mtu',
	title: 'The IPv6 router carries packets as large as pods send',
	rationale:
		'Behind PPPoE and tunnels of a provider a router carries less than 1500 bytes and says so in its advertisements, by which the node makes smaller packets. Pods keep the MTU that Cilium gave them when they were started, and depend on ICMPv6 "packet too big" from the way; where a firewall drops that, large replies over IPv6 hang.',
	when: {cni: ['cilium'], family: 'ipv6'},
	needs: {routes: 'ip.route', daemon: 'cilium.daemon'},
	messages: {
		smaller: {
			severity: 'info',
			text: 'The IPv6 default route by {device} carries {mtu} bytes, but pods send up to {pods}: where ICMPv6 is dropped on the way, large packets to the outside are lost',
			guide: {
				steps: [
					{text: 'tracepath -6 -n 2001:4860:4860::8888; ip -6 route show default'},
					{text: 'Let ICMPv6 type 2 (packet too big) pass in every firewall on the way'},
					{
						text: 'Or set MTU: {mtu} in the HelmChartConfig rke2-cilium, and restart the agents and then the pods, which keep the MTU that they were started with',
						changes: 'cluster',
					},
				],
				links: ['cilium/fragmentation', 'rke2/chart-cilium', 'rke2/helmchartconfig'],
			},
		},
	},
	*run({routes, daemon: {deviceMtu}}, {finding}) {
		const narrow = defaultRoutes(routes, 'ipv6').find(
			({mtu, dev}) => mtu !== undefined && dev !== undefined && deviceMtu !== undefined && mtu < deviceMtu,
		);
		if (narrow?.dev !== undefined && narrow.mtu !== undefined && deviceMtu !== undefined) {
			yield finding(
				'smaller',
				{device: narrow.dev, mtu: narrow.mtu, pods: deviceMtu},
				{kind: 'Interface', name: narrow.dev},
				{
					evidence: [
						{from: 'routes', excerpt: routeLine(narrow)},
						{from: 'daemon', excerpt: `"deviceMTU": ${deviceMtu}`},
					],
				},
			);
		}
	},
});
