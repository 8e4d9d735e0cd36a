import {contains, defineCheck, isTunnelDevice, parseCidr, routeLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/own-route',
	title: 'The pods of this node are not routed into the tunnel',
	rationale:
		'flannel removes the route to a node that goes only while it runs. When it was down meanwhile and this node was given the range of the one that went, the old route into the tunnel stays beside that of cni0, and takes packets away from the pods here.',
	when: {cni: ['flannel']},
	needs: {node: 'kubernetes.node', routes: 'ip.route'},
	messages: {
		stolen: {
			severity: 'critical',
			text: 'Packets to {range}, pods of this node, go into {device}: a route that flannel left behind wins against that of cni0',
			guide: {
				steps: [
					{text: 'ip route show | grep {range}'},
					{text: 'ip route del {route}', changes: 'node'},
					{text: 'ip route get to a pod of this node then says dev cni0'},
				],
				links: ['flannel/troubleshooting', 'rke2/flannel'],
			},
		},
	},
	*run({node, routes}, {finding}) {
		const own = node.podCidrs.flatMap(text => parseCidr(text) ?? []);
		for (const route of routes) {
			const range = parseCidr(route.destination);
			if (
				range !== undefined &&
				route.table === 'main' &&
				route.type === 'unicast' &&
				// The kernel enters one to the device's own address.
				route.protocol !== 'kernel' &&
				isTunnelDevice(route.dev ?? '') &&
				// Of two to the same range the kernel takes, and lists, one first.
				routes.find(({table, destination}) => table === 'main' && destination === route.destination) ===
					route &&
				own.some(cidr => contains(cidr, range))
			) {
				yield finding(
					'stolen',
					{range: route.destination, device: route.dev ?? '', route: routeLine(route)},
					{kind: 'Route', name: route.destination},
					{
						evidence: [
							{from: 'routes', excerpt: routeLine(route)},
							{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
						],
					},
				);
			}
		}
	},
});
