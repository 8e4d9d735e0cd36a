import {defineCheck, helmErrorIn, stuckInstallations, thisNode} from 'rke2-netdoctor';

/** What is not there, or stays as it was, without the chart. */
const explains = [
	...[
		'canal/pod#absent',
		'flannel/pod#absent',
		'calico/pod#absent',
		'cilium/pod#absent',
		'multus/pod#absent',
	],
	...['calico/operator#absent', 'calico/installation#missing', 'cilium/operator#absent'],
	...['cni/configuration-missing', 'cni/network-unavailable', 'calico/nodename', 'overlay/vxlan-missing'],
] as const;

export default defineCheck({
	id: 'rke2/chart-installation',
	title: 'The charts of the network are installed as far as RKE2 can see',
	rationale:
		'RKE2 installs and upgrades its CNI with Helm, in a job for each chart. While that job finds no node, or Helm refuses what it is given, a new cluster gets no network, and an upgraded one keeps the old release of its CNI with the new release of everything else.',
	needs: {installations: 'helm.installations', now: 'system.clock'},
	wants: {logs: 'helm.logs'},
	messages: {
		failing: {
			severity: 'critical',
			text: 'Helm does not get the chart {chart} installed ({how}){said}',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system logs {pod} --tail 30; kubectl -n kube-system logs {pod} --previous --tail 30',
					},
					{
						text: 'If values do not fit: correct valuesContent of the HelmChartConfig {chart}, and the manifest that it comes from',
						changes: 'cluster',
					},
					{
						text: 'If it says that an object exists and cannot be imported, or that a field of it cannot be changed (roleRef, selector): keep a copy of exactly that object (kubectl get … -o yaml) and delete it; the job makes it anew',
						changes: 'cluster',
					},
					{
						text: 'If an address of a service is taken, or not in the range: kubectl get service -A -o wide | grep -w ADDRESS; service-cidr and cluster-dns must be the same on all servers, and a cluster keeps the ranges with which it began; a Service of somebody else that has the address of the cluster DNS must go',
						changes: 'cluster',
					},
					{
						text: 'If it says "no matches for kind" of the current release: that release holds kinds that this Kubernetes has no more, as PodSecurityPolicy from 1.25 on: take them out of what Helm remembers, helm mapkubeapis {chart} --namespace kube-system (a plugin of Helm), then kubectl -n kube-system delete job helm-install-{chart}',
						changes: 'cluster',
					},
					{
						text: 'If it says that it uninstalls or deletes the release: where spec.failurePolicy of the chart is reinstall, RKE2 takes a chart away that it cannot upgrade, and the network with it: write failurePolicy: abort into spec of the HelmChartConfig {chart}, and mend what fails',
						changes: 'cluster',
					},
					{
						text: 'If another operation is in progress, or the release is pending: kubectl -n kube-system get secrets -l owner=helm,name={chart}, and delete the newest one if its status is pending',
						changes: 'cluster',
					},
				],
				links: ['rke2/helmchartconfig', 'rke2/logging', 'kubernetes/debug-cluster'],
			},
			explains,
		},
		unplaced: {
			severity: 'critical',
			text: 'No node takes the job that installs the chart {chart}: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system describe pod {pod}'},
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints'},
					{
						text: 'If it is a taint that somebody gave the servers: take it away until the chart is installed, kubectl taint node NODE KEY-',
						changes: 'cluster',
					},
					{
						text: 'If it is node.kubernetes.io/network-unavailable and this chart is the CNI: kubectl taint node NODE node.kubernetes.io/network-unavailable:NoSchedule-, as the cloud controller manager sets it before there is a network',
						changes: 'cluster',
					},
					{
						text: 'If no node has the role that it asks for: kubectl get nodes --show-labels; a server that is control-plane must be Ready or starting',
					},
				],
				links: ['kubernetes/taints', 'rke2/cloud-controller', 'rke2/helmchartconfig'],
			},
			explains,
		},
		waiting: {
			severity: 'critical',
			text: 'The job that installs the chart {chart} does not start on {node}: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system describe pod {pod}'},
					{text: 'On {node}: ls -l /var/lib/rancher/rke2/agent/images; crictl images | grep klipper-helm'},
				],
				links: ['rke2/airgap', 'kubernetes/debug-cluster'],
			},
			explains,
		},
	},
	*run({installations, now, logs}, {finding, environment}) {
		for (const installation of stuckInstallations(installations, now)) {
			const {kind, chart, pod, reason, restarts} = installation;
			const subject = {kind: 'HelmChart', namespace: 'kube-system', name: chart} as const;
			const seen = {
				from: 'installations',
				of: 'labelSelector=helmcharts',
				excerpt: `${pod.name}: ${pod.phase ?? 'unknown'}${pod.node === undefined ? '' : ` on ${pod.node}`}, ${reason}`,
			} as const;
			const affects = [subject, thisNode(environment)];
			if (kind !== 'failing') {
				const data = {chart, pod: pod.name, reason, node: pod.node ?? 'its node'};
				yield finding(kind, data, subject, {evidence: [seen], affects});
				continue;
			}
			const error = helmErrorIn(installation, logs ?? []);
			yield finding(
				'failing',
				{
					chart,
					pod: pod.name,
					how: `${reason}, ${restarts} restarts`,
					said: error === undefined ? '' : `: ${error.line.slice(0, 300)}`,
				},
				subject,
				{
					evidence: [
						seen,
						...(error === undefined
							? []
							: [{from: 'logs', of: error.of, excerpt: error.line.slice(0, 500)} as const]),
					],
					affects,
				},
			);
		}
	},
});
