import {defineCheck, listNames, parseCidr, thisNode} from 'rke2-netdoctor';

const titles = {ipv4: 'IPv4', ipv6: 'IPv6'} as const;

export default defineCheck({
	id: 'cni/pod-cidr-families',
	title: 'This Node has a pod CIDR of each family of the cluster CIDR',
	rationale:
		'A Node gets its pod CIDRs when it is created, one of each family that cluster-cidr has at that time. A family that is added to a running cluster reaches no Node of before, while the chart of the CNI already asks for addresses of it: pods fail to start.',
	when: {cni: ['canal', 'flannel']},
	needs: {node: 'kubernetes.node', ranges: 'cluster.ranges'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'cluster-cidr has {family} ({ranges}), but the Node {node} has only {has}: the family was added after the Node, and pods that are to get such addresses cannot start',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDRs'},
					{
						text: 'The ranges of a running cluster cannot be changed: take the new range out of cluster-cidr and service-cidr in /etc/rancher/rke2/config.yaml of every server, and restart rke2-server',
						changes: 'node',
					},
					{
						text: 'For both families build a new cluster with both ranges from the start',
						changes: 'cluster',
					},
				],
				links: ['rke2/dual-stack', 'rke2/server-config'],
			},
			explains: [
				'cni/pod-failures#familyMissing',
				'canal/felix-health#notReady',
				'canal/container',
				'flannel/container',
				'flannel/log#podCidrMissing',
				'flannel/log#podCidrOutside',
			],
		},
	},
	*run({node, ranges}, {finding, environment}) {
		const familiesIn = (texts: readonly string[]) =>
			new Set(texts.flatMap(text => parseCidr(text)?.family ?? []));
		const own = familiesIn(node.podCidrs);
		// A Node without any is the matter of another check.
		const missing = own.size === 0 ? [] : [...familiesIn(ranges.pods)].filter(family => !own.has(family));
		for (const family of missing) {
			const has = listNames(node.podCidrs);
			yield finding(
				'missing',
				{family: titles[family], ranges: ranges.pods.join(','), node: node.name, has},
				{kind: 'Node', name: node.name},
				{
					evidence: [
						{from: 'ranges', excerpt: `cluster-cidr: ${ranges.pods.join(',')}`},
						{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
