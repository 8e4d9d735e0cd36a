import {defineCheck, thisNode} from 'rke2-netdoctor';

const listing = 'crictl pods -o json';
const symptoms = [
	'cilium/host-device#missing',
	'cilium/taint',
	'cni/configuration-missing',
	'cni/plugin-missing',
	'cni/loopback-missing',
	'cilium.*',
] as const;

export default defineCheck({
	id: 'cilium/pod',
	title: 'The cilium pod of this node is there and its sandbox is ready',
	rationale:
		'cilium is one pod per node. Its init containers install the plugins, its agent writes the CNI configuration and programs the datapath. Without it pods that run keep most of their network for a while, but new pods and changes in the cluster do not arrive.',
	when: {cni: ['cilium']},
	needs: {cilium: 'cilium.containers', now: 'system.clock'},
	messages: {
		absent: {
			severity: 'critical',
			text: 'This node has no cilium pod: nothing keeps its pod network up to date',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get daemonset cilium'},
					{text: 'kubectl -n kube-system get pods -l k8s-app=cilium -o wide'},
					{
						text: 'When there is no DaemonSet: kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-cilium',
					},
				],
				links: ['rke2/cilium', 'kubernetes/debug-cluster'],
			},
			explains: symptoms,
		},
		sandboxDown: {
			severity: 'critical',
			text: 'The sandbox of the cilium pod is not ready: none of its containers runs',
			guide: {
				steps: [
					{text: 'crictl pods --namespace kube-system --label k8s-app=cilium'},
					{
						text: 'It is the kubelet that starts it again: tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log',
					},
				],
				links: ['kubernetes/crictl', 'rke2/logging'],
			},
			explains: symptoms,
		},
		starting: {
			severity: 'info',
			text: 'RKE2 is still starting, and the cilium pod does not run yet',
			guide: {steps: [{text: 'Look again when RKE2 has started'}], links: ['rke2/logging']},
			explains: ['cni/configuration-missing', 'cilium.*'],
		},
	},
	*run({cilium: {pod}, now}, {finding, environment}) {
		if (pod?.isReady) {
			return;
		}
		const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'cilium'} as const;
		const excerpt =
			pod === undefined
				? 'no pod with the label k8s-app=cilium in kube-system'
				: `${pod.name} SANDBOX_NOTREADY`;
		const details = {
			evidence: [{from: 'cilium', of: listing, excerpt}],
			affects: [thisNode(environment)],
		} as const;
		if (environment.service.value === 'starting') {
			yield finding('starting', {}, subject, details);
		} else if (pod === undefined) {
			yield finding('absent', {}, subject, details);
		} else {
			// An upgrade of the DaemonSet ends the old pod before it starts the new one.
			const ends = pod.containers.map(({end}) => end?.finishedAt ?? 0);
			if (now - Math.max(pod.createdAt, ...ends) > 2 * 60_000) {
				yield finding('sandboxDown', {}, subject, details);
			}
		}
	},
});
