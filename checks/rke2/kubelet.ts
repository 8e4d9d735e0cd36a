import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/kubelet',
	title: 'The kubelet is healthy',
	rationale:
		'The kubelet starts the pods of this node, the CNI among them, and tells the cluster that the node is there. It tells on port 10248 whether its own loops work.',
	needs: {health: 'kubelet.health'},
	messages: {
		unhealthy: {
			severity: 'critical',
			text: 'The kubelet says that it is not healthy: {answer}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:10248/healthz'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
				],
				links: ['rke2/logging', 'kubernetes/debug-cluster'],
			},
			explains: [
				'canal/pod',
				'canal/container',
				'flannel/pod',
				'flannel/container',
				'cni/network-unavailable',
				'cilium/pod',
				'cilium/container',
			],
		},
	},
	*run({health}, {finding, environment}) {
		const subject = {kind: 'Endpoint', name: '127.0.0.1:10248'} as const;
		const affects = [thisNode(environment)];
		if (health.state === 'unhealthy') {
			const lines = health.body.trim().split('\n');
			const answer = lines.find(line => line.startsWith('[-]')) ?? (lines.at(-1) || `HTTP ${health.status}`);
			const excerpt = `HTTP ${health.status} ${health.body.trim()}`;
			yield finding('unhealthy', {answer}, subject, {evidence: [{from: 'health', excerpt}], affects});
		}
	},
});
