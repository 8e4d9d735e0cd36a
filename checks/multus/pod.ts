import {defineCheck, isObject, thisNode, userValuesOf, valueAt} from 'rke2-netdoctor';

const minute = 60_000;
const symptoms = [
	'multus/delegate-stale',
	'multus/pod-unattached',
	'multus/node-failures#daemonDown',
	'cni/pod-removal#agent',
	'cni/pod-removal#apiRefuses',
	'multus/node-failures#unauthorized',
	'cni/runtime-disagrees#stale',
] as const;

export default defineCheck({
	id: 'multus/pod',
	title: 'The Multus pod of this node is there and its sandbox is ready',
	rationale:
		'rke2-multus is one pod per node. It installs the plugins, writes the configuration that puts Multus before the primary CNI and keeps its token fresh; as the thick plugin it also attaches every pod. Thin Multus removes its configuration when the pod ends: new pods then silently get the primary network alone.',
	when: {multus: true},
	needs: {
		multus: 'multus.containers',
		helm: 'kubernetes.helm',
		node: 'kubernetes.node',
		sandboxes: 'crictl.pods',
		now: 'system.clock',
	},
	messages: {
		absent: {
			severity: 'critical',
			text: 'This node has no Multus pod, although the chart rke2-multus is deployed: new pods get the primary network alone, or none',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get daemonset rke2-multus'},
					{text: 'kubectl -n kube-system get pods -l app=rke2-multus -o wide'},
					{
						text: 'When there is no DaemonSet: kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-multus',
					},
				],
				links: ['rke2/multus-using', 'kubernetes/debug-cluster'],
			},
			explains: symptoms,
		},
		sandboxDown: {
			severity: 'critical',
			text: 'The sandbox of the Multus pod is not ready: none of its containers runs',
			guide: {
				steps: [
					{text: 'crictl pods --namespace kube-system --label app=rke2-multus'},
					{
						text: 'It is the kubelet that starts it again: tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log',
					},
				],
				links: ['kubernetes/crictl', 'rke2/logging'],
			},
			explains: symptoms,
		},
	},
	*run({multus: {pod}, helm, node, sandboxes, now}, {finding, environment}) {
		if (pod?.isReady || environment.service.value === 'starting') {
			return;
		}
		const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-multus'} as const;
		const affects = [thisNode(environment)];
		if (pod !== undefined) {
			// An upgrade of the DaemonSet ends the old pod before it starts the new one.
			const ends = pod.containers.map(({end}) => end?.finishedAt ?? 0);
			if (now - Math.max(pod.createdAt, ...ends) > 2 * minute) {
				const evidence = [
					{from: 'multus', of: 'crictl pods', excerpt: `${pod.name} SANDBOX_NOTREADY`},
				] as const;
				yield finding('sandboxDown', {}, subject, {evidence, affects});
			}
			return;
		}
		const values = userValuesOf(helm.configs, 'rke2-multus') ?? {};
		const selector = valueAt(values, 'labels.nodeSelector');
		const isSelected =
			!isObject(selector) ||
			Object.entries(selector).every(([label, value]) => node.labels[label] === String(value));
		const mayBeTainted = values.tolerations !== undefined && node.taints.length > 0;
		// Multus is installed last, when everything else of a new node runs.
		const isNew = sandboxes.every(({createdAt}) => now - createdAt < 10 * minute);
		const isDeployed = helm.charts.some(({name}) => name === 'rke2-multus');
		if (isDeployed && isSelected && !mayBeTainted && !isNew) {
			const evidence = [
				{from: 'multus', of: 'crictl pods', excerpt: 'no pod rke2-multus in kube-system'},
				{from: 'helm', of: 'helmcharts', excerpt: 'HelmChart rke2-multus'},
			] as const;
			yield finding('absent', {}, subject, {evidence, affects});
		}
	},
});
