import {
	ciliumChartSubject,
	ciliumPoolsOf,
	defineCheck,
	formatCidr,
	listNames,
	thisNode,
} from 'rke2-netdoctor';

/** Nodes where no agent of Cilium can run, so that the operator cuts no range for them. */
const takesNone = (labels: Readonly<Record<string, string>>): boolean =>
	labels['kubernetes.io/os'] === 'windows' || labels.type === 'virtual-kubelet';

export default defineCheck({
	id: 'cilium/pool-exhausted',
	title: "Cilium's pool has a range for every node",
	rationale:
		'With ipam.mode: cluster-pool the operator cuts a range for each node out of its pool, of the size that it is told. Once there are as many nodes as ranges, the next node gets none: its agent waits for it and ends, and neither log says that the pool is used up, only the status of the CiliumNode does ("allocator full").',
	when: {cni: ['cilium']},
	needs: {configuration: 'cilium.configuration', nodes: 'kubernetes.nodes'},
	messages: {
		exhausted: {
			severity: 'critical',
			text: 'The pool of Cilium, {pool}, cut into ranges of /{size}, has {capacity} of them, and the cluster has {count} nodes: on those that got none no pod gets an address',
			guide: {
				steps: [
					{
						text: 'kubectl get ciliumnodes -o custom-columns=NAME:.metadata.name,RANGE:.spec.ipam.podCIDRs,ERROR:.status.ipam.operator-status.error',
					},
					{
						text: 'Delete Nodes that no longer exist: kubectl delete node NAME gives their range back',
						changes: 'cluster',
					},
					{
						text: 'Add a further range to ipam.operator.{key} in the HelmChartConfig rke2-cilium, which must not overlap any other; do not change those that are there, nor the size',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system rollout restart deployment cilium-operator', changes: 'cluster'},
				],
				links: ['cilium/ipam', 'rke2/helmchartconfig', 'rke2/chart-cilium'],
			},
			explains: ['cilium/agent-waits#podCidrMissing'],
		},
	},
	*run({configuration, nodes}, {finding, environment}) {
		const takers = nodes.filter(({labels}) => !takesNone(labels));
		for (const {key, ranges, size} of ciliumPoolsOf(configuration)) {
			const capacity = ranges.reduce((sum, {prefix}) => sum + (prefix > size ? 0 : 2 ** (size - prefix)), 0);
			if (ranges.length === 0 || takers.length <= capacity) {
				continue;
			}
			const pool = listNames(ranges.map(formatCidr));
			yield finding('exhausted', {pool, size, capacity, count: takers.length, key}, ciliumChartSubject, {
				evidence: [
					{
						from: 'configuration',
						of: 'cilium-config',
						excerpt: `ipam: cluster-pool, pool ${pool}, size /${size}`,
					},
					{from: 'nodes', excerpt: `${takers.length} Nodes: ${listNames(takers.map(({name}) => name))}`},
				],
				affects: [thisNode(environment), ciliumChartSubject],
			});
			return;
		}
	},
});
