import {daemonsetPodFault, daemonsetPodMessages, defineCheck} from 'rke2-netdoctor';

const daemonset = {
	namespace: 'kube-system',
	name: 'cilium',
	label: 'k8s-app=cilium',
	lookAt: {
		text: 'When there is no DaemonSet: kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-cilium',
	},
	links: ['rke2/cilium', 'kubernetes/debug-cluster'],
	explains: ['cni/configuration-missing', 'cni/plugin-missing', 'cni/loopback-missing', 'cilium.*'],
	explainsAtStart: ['cni/configuration-missing', 'cilium.*'],
} as const;

export default defineCheck({
	id: 'cilium/pod',
	title: 'The cilium pod of this node is there and its sandbox is ready',
	rationale:
		'cilium is one pod per node. Its init containers install the plugins, its agent writes the CNI configuration and programs the datapath. Without it pods that run keep most of their network for a while, but new pods and changes in the cluster do not arrive.',
	when: {cni: ['cilium']},
	needs: {cilium: 'cilium.containers', pods: 'crictl.pods', now: 'system.clock', settled: 'rke2.settled'},
	messages: daemonsetPodMessages(daemonset),
	*run({cilium: {pod}, pods, now}, {finding, environment}) {
		const fault = daemonsetPodFault('cilium', daemonset, {pod, pods, now, environment});
		if (fault !== undefined) {
			yield finding(fault.kind, {}, fault.subject, fault.details);
		}
	},
});
