import {ciliumChartSubject, defineCheck} from 'rke2-netdoctor';

const families = [
	{name: 'IPv4', key: 'enable-ipv4', value: 'ipv4.enabled', isOf: (cidr: string) => !cidr.includes(':')},
	{name: 'IPv6', key: 'enable-ipv6', value: 'ipv6.enabled', isOf: (cidr: string) => cidr.includes(':')},
] as const;

export default defineCheck({
	id: 'cilium/ip-families',
	title: 'Cilium works with every IP family that the cluster has',
	rationale:
		'RKE2 turns IPv4 and IPv6 of Cilium on by the cluster-cidr. A value in the HelmChartConfig beats that, and releases before 1.23.6 did not do it: pods then get addresses of one family only.',
	when: {cni: ['cilium']},
	needs: {node: 'kubernetes.node', configuration: 'cilium.configuration'},
	messages: {
		off: {
			severity: 'warning',
			text: 'The Node has the pod CIDR {cidr}, but Cilium is told not to use {family}: pods get no such address',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep enable-ipv'},
					{
						text: 'Set {value}: true in the HelmChartConfig rke2-cilium, or remove the line that turns it off; delete the pods afterwards',
						changes: 'cluster',
					},
				],
				links: ['rke2/dual-stack', 'rke2/chart-cilium'],
			},
		},
	},
	*run({node, configuration}, {finding}) {
		for (const {name: family, key, value, isOf} of families) {
			const cidr = node.podCidrs.find(isOf);
			if (cidr !== undefined && configuration[key] === 'false') {
				yield finding(
					'off',
					{cidr, family, value},
					{...ciliumChartSubject, name: `rke2-cilium ${value}`},
					{
						evidence: [
							{from: 'configuration', excerpt: `${key}: "false"`},
							{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
						],
					},
				);
			}
		}
	},
});
