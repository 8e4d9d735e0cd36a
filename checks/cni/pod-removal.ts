import {defineCheck, listNames, podSubject, removalFailures, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/pod-removal',
	title: 'The network plugin takes down the pods that end on this node',
	rationale:
		"A pod is gone when its network is: the plugin gives back its address and removes its interface. When the plugin cannot, as it may not ask the API or is gone itself, the pod stays in Terminating and keeps its address, and what replaces it may never start. Why stands in kubelet's log on this node. Three attempts in vain count, the last of them within five minutes; pods whose sandbox is gone in the end are left alone.",
	needs: {log: 'kubelet.log', sandboxes: 'crictl.pods'},
	messages: {
		failing: {
			severity: 'critical',
			text: '{pods} cannot end on this node, because their network is not taken down{by}: {error}',
			guide: {
				steps: [
					{
						text: 'The error names what is missing: the API or its leave (Unauthorized, x509, dial tcp), the plugin (failed to find plugin), its agent (dial unix), or a file; see to that first, then the pods end by themselves',
					},
					{
						text: 'If the plugin is of a CNI that this cluster no longer uses: move its file from /etc/cni/net.d to /root/, and restart RKE2',
						changes: 'node',
					},
					{
						text: 'If a cache is broken (Multus: /var/lib/cni/multus, libcni: /var/lib/cni/results): move the file of that sandbox away',
						changes: 'node',
					},
					{
						text: 'Only when that does not help: kubectl -n {namespace} delete pod {pod} --force --grace-period=0, then drain and reboot this node, as its sandbox and address stay',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/cni-errors', 'kubernetes/crictl', 'rke2/logging'],
			},
		},
	},
	*run({log, sandboxes}, {finding, environment}) {
		const failures = removalFailures(log, sandboxes);
		for (const plugin of new Set(failures.map(failure => failure.plugin))) {
			const pods = failures.filter(failure => failure.plugin === plugin);
			const [first] = pods;
			if (first === undefined) {
				continue;
			}
			const {namespace, name: pod, error, count} = first;
			const names = listNames(pods.map(failure => `${failure.namespace}/${failure.name}`));
			const by = plugin === '' ? '' : ` by ${plugin}`;
			yield finding(
				'failing',
				{pods: names, by, error: error.slice(0, 300), namespace, pod},
				thisNode(environment),
				{
					evidence: [{from: 'log', excerpt: `${count} times for ${namespace}/${pod}: ${error}`}],
					about: pods.map(podSubject),
				},
			);
		}
	},
});
