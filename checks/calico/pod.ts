import {daemonsetPodFault, daemonsetPodMessages, defineCheck} from 'rke2-netdoctor';

const daemonset = {
	namespace: 'calico-system',
	name: 'calico-node',
	label: 'k8s-app=calico-node',
	lookAt: {
		text: 'When there is no DaemonSet, it is tigera-operator that makes it: kubectl get tigerastatus; kubectl -n tigera-operator get deployments,replicasets,pods; kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-calico',
	},
	links: ['rke2/calico', 'calico/operator-status', 'kubernetes/debug-cluster'],
	explains: [
		'calico/nodename',
		'calico/vxlan-device#missing',
		'cni/network-unavailable',
		'cni/configuration-missing',
		'cni/plugin-missing',
		'cni/loopback-missing',
		'cni/calico-kubeconfig',
		'cni/pod-failures#failing',
		'cni/pod-removal#agent',
		'cni/pod-removal#apiRefuses',
		'cni/plugin-failures#kubeconfigMissing',
		'overlay/peer-route',
		'overlay/peer-neighbour',
		'overlay/peer-fdb',
	],
	explainsAtStart: ['cni/network-unavailable', 'cni/configuration-missing', 'calico/nodename'],
} as const;

export default defineCheck({
	id: 'calico/pod',
	title: 'The calico-node pod of this node is there and its sandbox is ready',
	rationale:
		'calico-node is one pod per node, made by tigera-operator from the Installation. Its init containers install the CNI configuration and plugins, Felix programs routes, tunnel and the rules of each pod. Without it pods that run keep most of their network for a while, but new pods and changes in the cluster do not arrive.',
	when: {cni: ['calico']},
	needs: {calico: 'calico.containers', pods: 'crictl.pods', now: 'system.clock', settled: 'rke2.settled'},
	messages: daemonsetPodMessages(daemonset),
	*run({calico: {pod}, pods, now}, {finding, environment}) {
		const fault = daemonsetPodFault('calico', daemonset, {pod, pods, now, environment});
		if (fault !== undefined) {
			yield finding(fault.kind, {}, fault.subject, fault.details);
		}
	},
});
