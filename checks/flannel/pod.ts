import {daemonsetPodFault, daemonsetPodMessages, defineCheck} from 'rke2-netdoctor';

const daemonset = {
	namespace: 'kube-system',
	name: 'kube-flannel-ds',
	label: 'app=flannel',
	lookAt: {text: 'Its tolerations must match the taints of this node: kubectl describe node'},
	links: ['rke2/flannel', 'kubernetes/taints', 'kubernetes/debug-cluster'],
	explains: [
		'flannel/subnet-env#missing',
		'flannel/masquerade',
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
	explainsAtStart: ['cni/network-unavailable', 'cni/configuration-missing', 'flannel/subnet-env#missing'],
} as const;

export default defineCheck({
	id: 'flannel/pod',
	title: 'The kube-flannel-ds pod of this node is there and its sandbox is ready',
	rationale:
		'kube-flannel-ds is one pod per node. Its init containers install the CNI plugins and configuration, flanneld writes /run/flannel/subnet.env and keeps routes and tunnel up to date. Without it pods that run keep most of their network for a while, but after a reboot none gets one.',
	when: {cni: ['flannel']},
	needs: {flannel: 'flannel.containers', pods: 'crictl.pods', now: 'system.clock', settled: 'rke2.settled'},
	messages: daemonsetPodMessages(daemonset),
	*run({flannel: {pod}, pods, now}, {finding, environment}) {
		const fault = daemonsetPodFault('flannel', daemonset, {pod, pods, now, environment});
		if (fault !== undefined) {
			yield finding(fault.kind, {}, fault.subject, fault.details);
		}
	},
});
