import {contains, defineCheck, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/cluster-cidr',
	title: "This Node's pod CIDR lies within the cluster CIDR",
	rationale:
		'flanneld is given the cluster CIDR and refuses a pod CIDR outside of it; masquerading and policies also go by the cluster CIDR. RKE2 does not support changing cluster-cidr on a running cluster: Nodes keep their old ranges.',
	when: {cni: ['canal', 'flannel']},
	needs: {node: 'kubernetes.node', helm: 'kubernetes.helm'},
	messages: {
		outside: {
			severity: 'critical',
			text: 'The Node {node} has the pod CIDR {cidr}, which is not within the cluster CIDR {cluster}',
			guide: {
				steps: [
					{text: 'grep -r cluster-cidr /etc/rancher/rke2/, on every server'},
					{
						text: 'Set cluster-cidr on all servers to what it was when the cluster was created, and restart them one by one',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'rke2/server-config', 'flannel/pod-cidr'],
			},
			explains: [
				'flannel/log#podCidrOutside',
				'canal/container',
				'flannel/container',
				'cni/network-unavailable',
				'overlay/vxlan-address',
				'canal/cluster-network',
				'canal/pod-address',
				'service/stale-endpoint#unknownNode',
			],
		},
	},
	*run({node, helm}, {finding, environment}) {
		const chart = helm.charts.find(({name}) => name === 'rke2-canal' || name === 'rke2-flannel');
		const cluster = chart?.set['global.clusterCIDR'] ?? '';
		const ranges = cluster.split(',').flatMap(text => parseCidr(text.trim()) ?? []);
		for (const cidr of node.podCidrs) {
			const own = parseCidr(cidr);
			const ofFamily = ranges.filter(({family}) => family === own?.family);
			if (own !== undefined && ofFamily.length > 0 && !ofFamily.some(range => contains(range, own))) {
				yield finding(
					'outside',
					{node: node.name, cidr, cluster},
					{kind: 'AddressRange', name: cidr},
					{
						evidence: [
							{from: 'node', excerpt: `spec.podCIDR: ${cidr}`},
							{from: 'helm', excerpt: `${chart?.name} spec.set["global.clusterCIDR"]: ${cluster}`},
						],
						about: [{kind: 'Node', name: node.name}],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
