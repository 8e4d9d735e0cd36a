import {defineCheck, thisNode} from 'rke2-netdoctor';

const listing = 'crictl pods -o json';
const symptoms = [
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
	'overlay/peer-unreachable',
] as const;

export default defineCheck({
	id: 'flannel/pod',
	title: 'The kube-flannel-ds pod of this node is there and its sandbox is ready',
	rationale:
		'kube-flannel-ds is one pod per node. Its init containers install the CNI plugins and configuration, flanneld writes /run/flannel/subnet.env and keeps routes and tunnel up to date. Without it pods that run keep most of their network for a while, but after a reboot none gets one.',
	when: {cni: ['flannel']},
	needs: {flannel: 'flannel.containers', now: 'system.clock'},
	messages: {
		absent: {
			severity: 'critical',
			text: 'This node has no kube-flannel-ds pod: nothing keeps its pod network up to date',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get daemonset kube-flannel-ds'},
					{text: 'kubectl -n kube-system get pods -l app=flannel -o wide'},
					{text: 'Its tolerations must match the taints of this node: kubectl describe node'},
				],
				links: ['rke2/flannel', 'kubernetes/taints', 'kubernetes/debug-cluster'],
			},
			explains: symptoms,
		},
		sandboxDown: {
			severity: 'critical',
			text: 'The sandbox of the kube-flannel-ds pod is not ready: none of its containers runs',
			guide: {
				steps: [
					{text: 'crictl pods --namespace kube-system --label app=flannel'},
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
			text: 'RKE2 is still starting, and the kube-flannel-ds pod does not run yet',
			guide: {steps: [{text: 'Look again when RKE2 has started'}], links: ['rke2/logging']},
			explains: ['cni/network-unavailable', 'cni/configuration-missing', 'flannel/subnet-env#missing'],
		},
	},
	*run({flannel: {pod}, now}, {finding, environment}) {
		const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-flannel-ds'} as const;
		if (pod?.isReady) {
			return;
		}
		const excerpt =
			pod === undefined ? 'no pod with the label app=flannel in kube-system' : `${pod.name} SANDBOX_NOTREADY`;
		const details = {
			evidence: [{from: 'flannel', of: listing, excerpt}],
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
