import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/kubelet-stopped',
	title: 'The kubelet runs on this node',
	rationale:
		'The kubelet starts the pods of this node, the CNI among them, and tells the cluster that the node is there. It is a child of the rke2 process and answers on port 10248.',
	needs: {health: 'kubelet.health', processes: 'process.list', settled: 'rke2.settled'},
	messages: {
		stopped: {
			severity: 'critical',
			text: 'The kubelet does not run: nothing starts or repairs pods on this node',
			guide: {
				steps: [
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
					{text: 'systemctl status rke2-server rke2-agent'},
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
	*run({health, processes}, {finding, environment}) {
		const subject = {kind: 'Endpoint', name: '127.0.0.1:10248'} as const;
		const affects = [thisNode(environment)];
		// Its port can be moved or turned off with kubelet-arg.
		const runs = processes.some(({commandLine}) => /(^|\/)kubelet( |$)/.test(commandLine));
		if (health.state === 'refused' && !runs) {
			yield finding('stopped', {}, subject, {
				evidence: [
					{from: 'health', excerpt: health.detail},
					{from: 'processes', excerpt: 'no process called kubelet'},
				],
				affects,
			});
		}
	},
});
