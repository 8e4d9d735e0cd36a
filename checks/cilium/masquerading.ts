import {ciliumAgentSubject, ciliumPodRanges, defineCheck, isKnownOutside, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/masquerading',
	title: 'Packets of pods leave the cluster with the address of the node',
	rationale:
		'The network around the cluster does not know the addresses of pods, so Cilium replaces them by that of the node in what leaves the cluster. Without that no answer comes back.',
	when: {cni: ['cilium'], family: 'ipv4'},
	needs: {status: 'cilium.status', node: 'kubernetes.node', answered: 'pod.known-outside'},
	messages: {
		off: {
			severity: 'info',
			text: 'Cilium does not masquerade IPv4: pods reach nothing outside of the cluster unless its routers know {range}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep masquerade'},
					{
						text: 'Unless the routers know the pod addresses, remove enableIPv4Masquerade: false from the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/masquerading', 'rke2/helmchartconfig'],
			},
		},
	},
	*run({status, node, answered}, {finding, environment}) {
		const {masquerading, routing} = status;
		// Where routers carry the packets of pods they may know them beyond the cluster too.
		if (masquerading === undefined || masquerading.ipv4 || routing?.mode !== 'Tunnel') {
			return;
		}
		const range = ciliumPodRanges(status, node).find(cidr => !cidr.includes(':')) ?? 'the addresses of pods';
		// With BGP the routers are told, and whoever answers a pod knows the way to it.
		if (environment.bgp.value === true || isKnownOutside(range, answered)) {
			return;
		}
		const excerpt = `"masquerading": {"enabled": ${masquerading.isEnabled}}, "inter-host-routing-mode": "Tunnel"`;
		yield finding('off', {range}, ciliumAgentSubject, {
			evidence: [{from: 'status', excerpt}],
			affects: [thisNode(environment)],
		});
	},
});
