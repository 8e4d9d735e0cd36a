import {daemonsetPodFault, daemonsetPodMessages, defineCheck} from 'rke2-netdoctor';

const daemonset = {
	namespace: 'kube-system',
	name: 'rke2-canal',
	label: 'k8s-app=canal',
	lookAt: {
		text: 'When there is no DaemonSet: kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-canal',
	},
	links: ['rke2/canal', 'kubernetes/debug-cluster'],
	explains: [
		'calico/nodename',
		'cni/network-unavailable',
		'cni/configuration-missing',
		'cni/plugin-missing',
		'cni/loopback-missing',
		'overlay/vxlan-missing',
		'overlay/vtep-mac-announced',
		'overlay/peer-route',
		'overlay/peer-neighbour',
		'overlay/peer-fdb',
	],
	explainsAtStart: ['cni/network-unavailable', 'cni/configuration-missing'],
} as const;

export default defineCheck({
	id: 'canal/pod',
	title: 'The rke2-canal pod of this node is there and its sandbox is ready',
	rationale:
		'rke2-canal is one pod per node. Its init container installs the CNI configuration and plugins, kube-flannel keeps routes and tunnel up to date, calico-node (Felix) programs the rules of each pod. Without it pods that run keep most of their network for a while, but new pods and changes in the cluster do not arrive.',
	when: {cni: ['canal']},
	needs: {canal: 'canal.containers', pods: 'crictl.pods', now: 'system.clock', settled: 'rke2.settled'},
	messages: daemonsetPodMessages(daemonset),
	*run({canal: {pod}, pods, now}, {finding, environment}) {
		const fault = daemonsetPodFault('canal', daemonset, {pod, pods, now, environment});
		if (fault !== undefined) {
			yield finding(fault.kind, {}, fault.subject, fault.details);
		}
	},
});
