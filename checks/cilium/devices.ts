import {defineCheck, isSameAddress, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/devices',
	title: 'Cilium serves services on the interface that has the address of the node',
	rationale:
		'With kubeProxyReplacement Cilium attaches its programs to the interfaces that face the network, which it finds by their routes or is told with devices. On an interface that it leaves out, NodePort and LoadBalancer services get no answer.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', node: 'kubernetes.node', addresses: 'ip.address', links: 'ip.link'},
	messages: {
		left: {
			severity: 'critical',
			text: 'Cilium does not work on {device}, which has the address {address} of this node, only on {devices}: NodePort and LoadBalancer services are not served there',
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
	},
	*run({status: {kubeProxyReplacement}, node, addresses, links}, {finding, environment}) {
		if (kubeProxyReplacement === undefined || !/^(true|strict)$/i.test(kubeProxyReplacement.mode)) {
			return;
		}
		// Cilium names its own interfaces and their addresses in the list of some versions: only the name counts.
		const devices = kubeProxyReplacement.devices.map(device => device.split(' ')[0] ?? device);
		for (const address of node.internalIps) {
			const holder = addresses.find(candidate => isSameAddress(candidate.address, address))?.link;
			const kind = links.find(({name}) => name === holder)?.kind;
			// Packets for an address of lo or a dummy arrive by another interface.
			if (holder === undefined || holder === 'lo' || kind === 'dummy' || devices.includes(holder)) {
				continue;
			}
			yield finding(
				'left',
				{device: holder, address, devices: listNames(devices) || 'none'},
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
	},
});
