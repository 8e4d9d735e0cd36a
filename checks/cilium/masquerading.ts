import {ciliumAgentSubject, contains, defineCheck, isKnownOutside, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/masquerading',
	title: 'Packets of pods leave the cluster with the address of the node',
	rationale:
		'The network around the cluster does not know the addresses of pods, so Cilium replaces them by that of the node in what leaves the cluster. Without that, or with too wide a range excluded, no answer comes back.',
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
		excluded: {
			severity: 'critical',
			text: 'Cilium leaves packets to {excluded} as they are, a range that the nodes themselves are in: pods reach neither nodes nor what stands beside them',
			guide: {
				steps: [
					{
						text: 'Set ipv4NativeRoutingCIDR in the HelmChartConfig rke2-cilium to what pods reach by routes: the cluster-cidr, or wider only where routers know the pod addresses',
						changes: 'cluster',
					},
				],
				links: ['cilium/masquerading', 'cilium/routing'],
			},
		},
	},
	*run({status: {masquerading, routing}, node, answered}, {finding, environment}) {
		// Where routers carry the packets of pods they may know them beyond the cluster too.
		if (masquerading === undefined || routing?.mode !== 'Tunnel') {
			return;
		}
		const details = (excerpt: string) =>
			({
				evidence: [{from: 'status', excerpt}],
				affects: [thisNode(environment)],
			}) as const;
		if (!masquerading.ipv4) {
			const range = node.podCidrs.find(cidr => !cidr.includes(':')) ?? 'the addresses of pods';
			// With BGP the routers are told, and whoever answers a pod knows the way to it.
			if (environment.bgp.value === true || isKnownOutside(range, answered)) {
				return;
			}
			const said = `"masquerading": {"enabled": ${masquerading.isEnabled}}, "inter-host-routing-mode": "Tunnel"`;
			yield finding('off', {range}, ciliumAgentSubject, details(said));
			return;
		}
		const excluded = parseCidr(masquerading.excludedV4 ?? '');
		const own = node.internalIps.flatMap(address => parseCidr(address) ?? []);
		if (
			masquerading.excludedV4 !== undefined &&
			excluded &&
			own.some(address => contains(excluded, address))
		) {
			yield finding(
				'excluded',
				{excluded: masquerading.excludedV4},
				ciliumAgentSubject,
				details(`"snat-exclusion-cidr-v4": "${masquerading.excludedV4}"`),
			);
		}
	},
});
