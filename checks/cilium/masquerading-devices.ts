import {
	addressWithoutPrograms,
	ciliumDevicesOf,
	ciliumPodRanges,
	contains,
	defaultRoutes,
	defineCheck,
	isKnownOutside,
	isMasqueradedByPrograms,
	listNames,
	parseAddress,
	parseCidr,
	routeDevices,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/masquerading-devices',
	title: 'Cilium masquerades on the interface by which this node reaches the world',
	rationale:
		'With bpf.masquerade: true Cilium replaces the addresses of pods by programs on the interfaces that face the network, which it finds by their routes or is told with devices. What pods send by an interface that it leaves out leaves with their own addresses.',
	when: {cni: ['cilium'], family: 'ipv4'},
	needs: {
		...{status: 'cilium.status', node: 'kubernetes.node', answered: 'pod.known-outside'},
		addressed: 'pod.addressed-outside',
		...{addresses: 'ip.address', links: 'ip.link', routes: 'ip.route'},
	},
	messages: {
		// A way out that pods have no use for does no harm.
		unmasqueraded: {
			severity: 'warning',
			text: 'Cilium works on {devices} only, but this node reaches the world by {device}: with bpf.masquerade: true pods here send there with their own addresses, and get no answer from outside the cluster unless routers there know these',
			guide: {
				steps: [
					{
						text: 'ip route show default; kubectl -n kube-system get configmap cilium-config -o yaml | grep devices',
					},
					{
						text: 'Add {device} to devices in the HelmChartConfig rke2-cilium (NodePorts are then open there, too), or remove devices so that Cilium finds them',
						changes: 'cluster',
					},
					{
						text: 'Or have iptables masquerade, which knows no such list: bpf.masquerade: false there',
						changes: 'cluster',
					},
				],
				links: ['cilium/masquerading', 'cilium/kube-proxy-free', 'rke2/chart-cilium'],
			},
		},
	},
	*run({status, node, answered, addressed, addresses, links, routes}, {finding, environment}) {
		const devices = ciliumDevicesOf(status) ?? [];
		const [way] = defaultRoutes(routes, 'ipv4');
		const outward = way === undefined ? [] : routeDevices(way);
		const [device] = outward;
		// An interface with an address of the node is named for more than this.
		const isNamed = addressWithoutPrograms(devices, node.internalIps, addresses, links) !== undefined;
		if (!isMasqueradedByPrograms(status) || devices.length === 0 || isNamed || !way || !device) {
			return;
		}
		// A program on a port of a bond, or below or above a VLAN, may see these packets as well.
		const isRelated = (one: string, other: string): boolean =>
			one === other ||
			links.some(({name, master, lower}) => name === one && (master === other || lower === other));
		const isSeen = outward.some(one => devices.some(other => isRelated(one, other) || isRelated(other, one)));
		// With BGP the routers are told, and whoever answers a pod knows the way to it.
		const ranges = ciliumPodRanges(status, node);
		const isKnown =
			environment.bgp.value === true ||
			ranges.some(
				// The kernel never sees what goes past it to an interface without programs, but what comes back.
				cidr => isKnownOutside(cidr, answered) || isKnownOutside(cidr, addressed, ranges),
			);
		// Where the network of that interface is meant to see the addresses of pods, its routers know them.
		const excluded = parseCidr(status.masquerading?.excludedV4 ?? '');
		const isMeant = addresses
			.filter(({link}) => outward.includes(link))
			.flatMap(({address}) => parseAddress(address) ?? [])
			.some(address => excluded !== undefined && contains(excluded, address));
		if (isSeen || isKnown || isMeant) {
			return;
		}
		yield finding(
			'unmasqueraded',
			{devices: listNames(devices), device},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{
						from: 'status',
						excerpt: `"masquerading": {"mode": "BPF"}, "kube-proxy-replacement": {"devices": ${JSON.stringify(devices)}}`,
					},
					{from: 'routes', excerpt: routeLine(way)},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
