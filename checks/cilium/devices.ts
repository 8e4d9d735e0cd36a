import {
	addressWithoutPrograms,
	ciliumDevicesOf,
	defineCheck,
	isMasqueradedByPrograms,
	listNames,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/devices',
	title: 'Cilium serves services on the interface that has the address of the node',
	rationale:
		'With kubeProxyReplacement Cilium attaches its programs to the interfaces that face the network, which it finds by their routes or is told with devices. On an interface that it leaves out, NodePort and LoadBalancer services get no answer.',
	when: {cni: ['cilium']},
	needs: {
		status: 'cilium.status',
		node: 'kubernetes.node',
		addresses: 'ip.address',
		links: 'ip.link',
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
	},
	*run({status, node, addresses, links}, {finding, environment}) {
		const devices = ciliumDevicesOf(status);
		const left = devices && addressWithoutPrograms(devices, node.internalIps, addresses, links);
		if (devices === undefined || left === undefined) {
			return;
		}
		const {device, address} = left;
		const masquerading = isMasqueradedByPrograms(status)
			? ', nor is what pods send by it masqueraded (bpf.masquerade: true)'
			: '';
		yield finding(
			'left',
			{device, address, devices: listNames(devices) || 'none', masquerading},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{from: 'status', excerpt: `"kube-proxy-replacement": {"devices": ${JSON.stringify(devices)}}`},
					{from: 'addresses', excerpt: `${device} ${address}`},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
