import {ciliumAgentSubject, contains, defineCheck, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/masquerading-range',
	title: 'What Cilium does not masquerade holds no nodes',
	rationale:
		'The network around the cluster does not know the addresses of pods, so Cilium replaces them by that of the node in what leaves the cluster. With too wide a range excluded no answer comes back from there.',
	when: {cni: ['cilium'], family: 'ipv4'},
	needs: {status: 'cilium.status', node: 'kubernetes.node'},
	messages: {
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
	*run({status: {masquerading, routing}, node}, {finding, environment}) {
		// Where routers carry the packets of pods they may know them beyond the cluster too.
		if (!masquerading?.ipv4 || masquerading.excludedV4 === undefined || routing?.mode !== 'Tunnel') {
			return;
		}
		const excluded = parseCidr(masquerading.excludedV4);
		const own = node.internalIps.flatMap(address => parseCidr(address) ?? []);
		if (excluded && own.some(address => contains(excluded, address))) {
			yield finding('excluded', {excluded: masquerading.excludedV4}, ciliumAgentSubject, {
				evidence: [{from: 'status', excerpt: `"snat-exclusion-cidr-v4": "${masquerading.excludedV4}"`}],
				affects: [thisNode(environment)],
			});
		}
	},
});
