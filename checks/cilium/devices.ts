import {
	defaultRoutes,
	defineCheck,
	isSameAddress,
	listNames,
	routeDevices,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/devices',
	title: 'Cilium serves services on the interface that has the address of the node',
	rationale:
		'With kubeProxyReplacement Cilium attaches its programs to the interfaces that face the network, which it finds by their routes or is told with devices. On an interface that it leaves out, NodePort and LoadBalancer services get no answer, and with bpf.masquerade: true what pods send by it leaves with their own addresses.',
	when: {cni: ['cilium']},
	needs: {
		status: 'cilium.status',
		node: 'kubernetes.node',
		addresses: 'ip.address',
		links: 'ip.link',
		routes: 'ip.route',
	},
	messages: {
		left: {
			severity: 'critical',
			text: 'Cilium does not work on {device}, which has the address {address} of this node, only on {devices}: NodePort and LoadBalancer services are not served there{masquerading}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep devices'},
					{
						text: 'Name every interface that faces the network in devices in the HelmChartConfig rke2-cilium, such as devices: eth+, or remove it so that Cilium finds them',
						changes: 'cluster',
					},
				],
				links: ['cilium/kube-proxy-free', 'rke2/chart-cilium'],
			},
		},
		// A way out that pods have no use for does no harm.
		unmasqueraded: {
			severity: 'warning',
			text: 'Cilium works on {devices} only, but this node reaches the world by {device}: with bpf.masquerade: true pods here send there with their own addresses, and get no answer from outside the cluster',
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
	*run(
		{status: {kubeProxyReplacement, masquerading}, node, addresses, links, routes},
		{finding, environment},
	) {
		if (kubeProxyReplacement === undefined || !/^(true|strict)$/i.test(kubeProxyReplacement.mode)) {
			return;
		}
		// Cilium names its own interfaces and their addresses in the list of some versions: only the name counts.
		const devices = kubeProxyReplacement.devices.map(device => device.split(' ')[0] ?? device);
		const isByPrograms = masquerading?.ipv4 === true && masquerading.mode?.toLowerCase() === 'bpf';
		for (const address of node.internalIps) {
			const holder = addresses.find(candidate => isSameAddress(candidate.address, address))?.link;
			const kind = links.find(({name}) => name === holder)?.kind;
			// Packets for an address of lo or a dummy arrive by another interface.
			if (holder === undefined || holder === 'lo' || kind === 'dummy' || devices.includes(holder)) {
				continue;
			}
			yield finding(
				'left',
				{
					device: holder,
					address,
					devices: listNames(devices) || 'none',
					masquerading: isByPrograms
						? ', nor is what pods send by it masqueraded (bpf.masquerade: true)'
						: '',
				},
				{kind: 'Interface', name: holder},
				{
					evidence: [
						{from: 'status', excerpt: `"kube-proxy-replacement": {"devices": ${JSON.stringify(devices)}}`},
						{from: 'addresses', excerpt: `${holder} ${address}`},
					],
					affects: [thisNode(environment)],
				},
			);
			return;
		}
		const [way] = defaultRoutes(routes, 'ipv4');
		const outward = way === undefined ? [] : routeDevices(way);
		// A program on a port of a bond, or below or above a VLAN, may see these packets as well.
		const isRelated = (one: string, other: string): boolean =>
			one === other ||
			links.some(({name, master, lower}) => name === one && (master === other || lower === other));
		const [device] = outward;
		const isSeen = outward.some(one => devices.some(other => isRelated(one, other) || isRelated(other, one)));
		if (isByPrograms && way !== undefined && device !== undefined && devices.length > 0 && !isSeen) {
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
		}
	},
});
