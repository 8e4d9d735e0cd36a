import {
	addressLine,
	ciliumDevicesOf,
	defineCheck,
	isFloating,
	isSameAddress,
	listSetting,
} from 'rke2-netdoctor';

/** `https://10.0.0.100:9345` and `10.0.0.100` of the settings that name where servers are asked. */
const isNamedIn = (settings: readonly string[], address: string): boolean =>
	settings.some(setting =>
		isSameAddress(setting.replace(/^https:\/\/\[?([^\]]*?)\]?:\d+\/?$/, '$1'), address),
	);

export default defineCheck({
	id: 'cilium/floating-address',
	title: 'Cilium serves NodePorts at all addresses of its interfaces',
	rationale:
		'kube-proxy serves NodePorts at every address of a node. Cilium in its place serves them, and host ports such as 80 and 443 of the ingress controller, at one address of each interface and family: not at one that keepalived or kube-vip adds beside it, unless nodePort.addresses names a range that holds it. An address at which servers are registered or asked (server, tls-san) is not meant for them.',
	when: {cni: ['cilium']},
	needs: {
		...{status: 'cilium.status', options: 'cilium.configuration', configuration: 'rke2.configuration'},
		...{node: 'kubernetes.node', addresses: 'ip.address', routes: 'ip.route'},
	},
	messages: {
		unserved: {
			severity: 'info',
			text: 'Cilium does not serve NodePorts and host ports at {address} on {device}, which moves between machines: only at one address of each interface, as nodePort.addresses is not set',
			guide: {
				steps: [
					{
						text: 'cilium-dbg statedb node-addresses in the Cilium pod of this node: NodePort is false for {address}',
					},
					{
						text: 'If ports of services or of the ingress controller are to be reached there: name all ranges in nodePort.addresses in the HelmChartConfig rke2-cilium, such as {address} and the network of the nodes, or give the service the address as a LoadBalancer',
						changes: 'cluster',
					},
				],
				links: ['cilium/kube-proxy-free', 'rke2/chart-cilium'],
			},
		},
	},
	*run({status, options, configuration: {settings}, node, addresses, routes}, {finding}) {
		const devices = ciliumDevicesOf(status) ?? [];
		const servers = [...listSetting(settings, 'tls-san'), ...listSetting(settings, 'server')];
		if ((options['nodeport-addresses'] ?? '') !== '') {
			return;
		}
		for (const entry of addresses) {
			const {address, link} = entry;
			if (
				devices.includes(link) &&
				isFloating(entry, addresses, node.internalIps, routes) &&
				!isNamedIn(servers, address)
			) {
				yield finding(
					'unserved',
					{address, device: link},
					{kind: 'Interface', name: link},
					{
						evidence: [
							{from: 'addresses', excerpt: addressLine(entry)},
							{
								from: 'status',
								excerpt: `"kube-proxy-replacement": {"devices": ${JSON.stringify(devices)}}`,
							},
						],
					},
				);
			}
		}
	},
});
