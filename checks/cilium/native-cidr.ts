import {
	ciliumChartSubject,
	contains,
	defineCheck,
	listNames,
	nodeNameIn,
	parseAddress,
	parseCidr,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/native-cidr',
	title: 'With native routing packets between pods keep their addresses',
	rationale:
		'With routingMode: native Cilium leaves the sender of a packet alone where the receiver lies in ipv4NativeRoutingCIDR, or on AWS in the first range of the VPC, and masquerades all else. Where that range does not hold the pods of other nodes, packets between pods arrive with the address of a node: policies take them for strangers and drop them, and the application sees the wrong client.',
	when: {cni: ['cilium'], backend: ['native'], family: 'ipv4'},
	needs: {status: 'cilium.status', list: 'cilium.known-nodes', configuration: 'cilium.configuration'},
	messages: {
		narrow: {
			severity: 'warning',
			text: 'Cilium masquerades all but {range} (ipv4NativeRoutingCIDR), which does not hold the pods of {nodes} (such as {pod}): what pods here send there arrives with the address of this node, and policies there refuse it',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep native-routing-cidr'},
					{
						text: 'Set ipv4NativeRoutingCIDR to the whole cluster-cidr, such as 10.42.0.0/16, or to a range that holds all subnets of pods, in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system rollout restart daemonset cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/masquerading', 'cilium/routing', 'rke2/helmchartconfig'],
			},
		},
	},
	*run({status: {masquerading, routing}, list, configuration}, {finding, environment}) {
		const text = masquerading?.excludedV4;
		const range = parseCidr(text ?? '');
		const isJudged =
			routing?.mode === 'Native' &&
			masquerading?.ipv4 === true &&
			configuration['enable-ip-masq-agent'] !== 'true';
		if (!isJudged || text === undefined || range === undefined) {
			return;
		}
		const outside = list.nodes.flatMap(({name, healthAddresses}) =>
			name === list.self
				? []
				: healthAddresses.flatMap(pod => {
						const address = parseAddress(pod);
						return address?.family === 'ipv4' && !contains(range, address)
							? [{node: nodeNameIn(name, list.self), pod}]
							: [];
					}),
		);
		const [first] = outside;
		if (first !== undefined) {
			yield finding(
				'narrow',
				{range: text, nodes: listNames(outside.map(({node}) => node)), pod: first.pod},
				ciliumChartSubject,
				{
					evidence: [
						{from: 'status', excerpt: `"snat-exclusion-cidr-v4": "${text}"`},
						{from: 'list', excerpt: `${first.node}: health-endpoint-address ${first.pod}`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
