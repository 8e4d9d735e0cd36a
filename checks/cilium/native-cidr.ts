import {ciliumChartSubject, contains, defineCheck, listNames, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/native-cidr',
	title: 'With native routing packets between pods keep their addresses',
	rationale:
		'With routingMode: native Cilium leaves the sender of a packet alone where the receiver lies in ipv4NativeRoutingCIDR, and masquerades all else. Where that range does not hold the pods of other nodes, packets between pods arrive with the address of a node: policies take them for strangers and drop them, and the application sees the wrong client.',
	when: {cni: ['cilium'], backend: ['native'], family: 'ipv4'},
	needs: {status: 'cilium.status', nodes: 'kubernetes.nodes', configuration: 'cilium.configuration'},
	messages: {
		narrow: {
			severity: 'warning',
			text: 'ipv4NativeRoutingCIDR is {range}, which does not hold the pods of {nodes} ({cidr}): what pods here send there arrives with the address of this node, and policies there refuse it',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep native-routing-cidr'},
					{
						text: 'Set ipv4NativeRoutingCIDR to the whole cluster-cidr, such as 10.42.0.0/16, in the HelmChartConfig rke2-cilium',
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
	*run({status: {masquerading, routing}, nodes, configuration}, {finding, environment}) {
		const text = masquerading?.excludedV4;
		const range = parseCidr(text ?? '');
		const isJudged =
			routing?.mode === 'Native' &&
			masquerading?.ipv4 === true &&
			configuration['enable-ip-masq-agent'] !== 'true' &&
			configuration.ipam === 'kubernetes';
		if (!isJudged || text === undefined || range === undefined) {
			return;
		}
		const outside = nodes.flatMap(({name, podCidrs}) =>
			podCidrs.flatMap(cidr => {
				const pods = parseCidr(cidr);
				return pods?.family === 'ipv4' && name !== thisNode(environment).name && !contains(range, pods)
					? [{name, cidr}]
					: [];
			}),
		);
		const [first] = outside;
		if (first !== undefined) {
			yield finding(
				'narrow',
				{range: text, nodes: listNames(outside.map(({name}) => name)), cidr: first.cidr},
				ciliumChartSubject,
				{
					evidence: [
						{from: 'status', excerpt: `"snat-exclusion-cidr-v4": "${text}"`},
						{from: 'nodes', of: first.name, excerpt: `spec.podCIDR: ${first.cidr}`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
