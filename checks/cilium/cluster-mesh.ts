import {defineCheck} from 'rke2-netdoctor';

/** A cluster that was added, or an agent that was started, needs some time. */
const settlesWithin = 5 * 60_000;

export default defineCheck({
	id: 'cilium/cluster-mesh',
	title: 'The other clusters of the mesh are known',
	rationale:
		'In a mesh each agent learns nodes, services and identities of the other clusters from their clustermesh-apiserver. While it does not, endpoints over there are unknown or old, and policies take their pods for strangers. Clusters tell each other apart by name and id: two with the same id refuse each other.',
	when: {cni: ['cilium']},
	needs: {
		status: 'cilium.status',
		configuration: 'cilium.configuration',
		cilium: 'cilium.containers',
		now: 'system.clock',
	},
	messages: {
		sameId: {
			severity: 'critical',
			text: 'The clusters {cluster} and {other} of the mesh both have the id {id}: Cilium connects at most one of them',
			guide: {
				steps: [
					{
						text: 'In each cluster: kubectl -n kube-system get configmap cilium-config -o yaml | grep cluster-',
					},
					{
						text: 'Give each cluster its own cluster.id (1 to 255) and cluster.name in its HelmChartConfig rke2-cilium, and restart all its pods: their identities contain the id',
						changes: 'cluster',
					},
				],
				links: ['cilium/cluster-mesh', 'cilium/cluster-mesh-troubleshooting', 'rke2/helmchartconfig'],
			},
			explains: ['cilium/cluster-mesh#notReady'],
		},
		notReady: {
			severity: 'warning',
			text: 'Cilium is not connected with the cluster {cluster} of the mesh ({failures} failed attempts): {reason}',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg troubleshoot clustermesh {cluster}',
					},
					{
						text: 'In {cluster}: kubectl -n kube-system get pods,service -l k8s-app=clustermesh-apiserver: it must run, and its address (port 2379, or its NodePort) must be reached from this node',
					},
					{
						text: 'Certificates of the two clusters must come from the same authority: kubectl -n kube-system get secret cilium-clustermesh cilium-ca',
					},
				],
				links: ['cilium/cluster-mesh-troubleshooting', 'cilium/cluster-mesh'],
			},
		},
	},
	*run({status: {remoteClusters}, configuration, cilium: {pod}, now}, {finding}) {
		const ownName = configuration['cluster-name'] ?? 'default';
		const ids = [{name: ownName, id: Number(configuration['cluster-id'] ?? 0)}];
		const run = pod?.containers.find(({name}) => name === 'cilium-agent');
		const hasSettled = run?.state === 'running' && now - run.createdAt > settlesWithin;
		for (const {name, isReady, status = 'no reason given', failures, clusterId} of remoteClusters) {
			const subject = {kind: 'Peer', name} as const;
			const same = ids.find(other => clusterId !== undefined && other.id === clusterId);
			const evidence = [
				{from: 'status', excerpt: `${name}: ready ${isReady}, ${failures} failures, ${status}`.slice(0, 400)},
			] as const;
			if (clusterId !== undefined) {
				ids.push({name, id: clusterId});
			}
			if (same !== undefined && clusterId !== undefined) {
				yield finding('sameId', {cluster: same.name, other: name, id: clusterId}, subject, {evidence});
			}
			if (!isReady && hasSettled) {
				yield finding('notReady', {cluster: name, failures, reason: status.slice(0, 300)}, subject, {
					evidence,
				});
			}
		}
	},
});
