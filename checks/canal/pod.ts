import {defineCheck, thisNode} from 'rke2-netdoctor';

const listing = 'crictl pods -o json';
const symptoms = [
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
	'overlay/peer-unreachable',
] as const;

export default defineCheck({
	id: 'canal/pod',
	title: 'The rke2-canal pod of this node is there and its sandbox is ready',
	rationale:
		'rke2-canal is one pod per node. Its init container installs the CNI configuration and plugins, kube-flannel keeps routes and tunnel up to date, calico-node (Felix) programs the rules of each pod. Without it pods that run keep most of their network for a while, but new pods and changes in the cluster do not arrive.',
	when: {cni: ['canal']},
	needs: {canal: 'canal.containers', now: 'system.clock'},
	messages: {
		absent: {
			severity: 'critical',
			text: 'This node has no rke2-canal pod: nothing keeps its pod network up to date',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get daemonset rke2-canal'},
					{text: 'kubectl -n kube-system get pods -l k8s-app=canal -o wide'},
					{
						text: 'When there is no DaemonSet: kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-canal',
					},
				],
				links: ['rke2/canal', 'kubernetes/debug-cluster'],
			},
			explains: symptoms,
		},
		sandboxDown: {
			severity: 'critical',
			text: 'The sandbox of the rke2-canal pod is not ready: none of its containers runs',
			guide: {
				steps: [
					{text: 'crictl pods --namespace kube-system --label k8s-app=canal'},
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
			text: 'RKE2 is still starting, and the rke2-canal pod does not run yet',
			guide: {steps: [{text: 'Look again when RKE2 has started'}], links: ['rke2/logging']},
			explains: ['cni/network-unavailable', 'cni/configuration-missing'],
		},
	},
	*run({canal: {pod}, now}, {finding, environment}) {
		const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-canal'} as const;
		if (pod?.isReady) {
			return;
		}
		const excerpt =
			pod === undefined
				? 'no pod with the label k8s-app=canal in kube-system'
				: `${pod.name} SANDBOX_NOTREADY`;
		const details = {
			evidence: [{from: 'canal', of: listing, excerpt}],
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
