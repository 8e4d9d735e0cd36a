import {defineCheck, thisNode} from 'rke2-netdoctor';

const symptoms = ['cni/network-unavailable', 'rke2/kubelet', 'rke2/kubelet-stopped', 'crictl.*'] as const;

export default defineCheck({
	id: 'rke2/container-runtime',
	title: 'containerd answers on its socket',
	rationale:
		'containerd starts every container and calls the CNI for every pod. It is a child of the rke2 process; containers that run survive its end, but no pod starts, ends or is checked any more.',
	needs: {endpoint: 'containerd.endpoint', settled: 'rke2.settled'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'containerd has no socket at /run/k3s/containerd/containerd.sock: it does not run',
			guide: {
				steps: [
					{text: 'pgrep -a containerd'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/containerd/containerd.log'},
					{text: 'Restart RKE2, which starts containerd', changes: 'node'},
				],
				links: ['rke2/logging', 'kubernetes/crictl'],
			},
			explains: symptoms,
		},
		refused: {
			severity: 'critical',
			text: 'Nothing listens on the socket of containerd: it has ended and left /run/k3s/containerd/containerd.sock behind',
			guide: {
				steps: [
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/containerd/containerd.log'},
					{text: 'Restart RKE2, which starts containerd', changes: 'node'},
				],
				links: ['rke2/logging', 'kubernetes/crictl'],
			},
			explains: symptoms,
		},
		silent: {
			severity: 'critical',
			text: 'containerd does not answer within 4 seconds',
			guide: {
				steps: [
					{text: 'crictl --timeout 30s info'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/containerd/containerd.log'},
					{text: 'A slow disk is the usual reason: iostat -x 1 5'},
				],
				links: ['rke2/logging', 'kubernetes/crictl'],
			},
			explains: symptoms,
		},
	},
	*run({endpoint}, {finding, environment}) {
		if (endpoint.state !== 'answers') {
			yield finding(
				endpoint.state,
				{},
				{kind: 'Endpoint', name: '/run/k3s/containerd/containerd.sock'},
				{
					evidence: [{from: 'endpoint', of: 'crictl', excerpt: endpoint.detail}],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
