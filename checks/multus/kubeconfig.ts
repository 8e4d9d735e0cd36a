import {defineCheck, kubeconfigFaultOf, restartMultusPod, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/kubeconfig',
	title: 'Multus has valid credentials for the API',
	rationale:
		'Thin Multus reads each new pod from the API with multus.kubeconfig. Its pod renews the token there; without the pod, or on a node that was off for long, the token runs out. Then every new pod fails, also those that ask for no further network.',
	when: {multus: true},
	needs: {kubeconfig: 'multus.kubeconfig', now: 'system.clock'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'Multus has no {path}: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d/multus.d'},
					restartMultusPod,
					{text: 'crictl logs --tail 20 $(crictl ps -aq --name kube-rke2-multus | head -1)'},
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/node-failures#unauthorized', 'cni/pod-removal#apiRefuses'],
		},
		broken: {
			severity: 'critical',
			text: '{path} cannot be read as a kubeconfig: {problem}; every new pod on this node fails',
			guide: {
				steps: [{text: 'ls -l {path}'}, restartMultusPod],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/node-failures#unauthorized', 'cni/pod-removal#apiRefuses'],
		},
		tokenless: {
			severity: 'critical',
			text: '{path} has no token: the API refuses Multus, and every new pod on this node fails',
			guide: {
				steps: [{text: 'ls -l {path}'}, restartMultusPod],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/node-failures#unauthorized', 'cni/pod-removal#apiRefuses'],
		},
		expired: {
			severity: 'critical',
			text: 'The token in {path} expired {ago} ago: the API refuses Multus, and every new pod on this node fails',
			guide: {
				steps: [
					{text: 'date: a wrong clock makes a good token look old'},
					{text: 'crictl ps -a --name kube-rke2-multus: while it runs it renews the token'},
					restartMultusPod,
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/node-failures#unauthorized', 'cni/pod-removal#apiRefuses'],
		},
	},
	*run({kubeconfig, now}, {finding, environment}) {
		const fault = kubeconfigFaultOf(kubeconfig, now);
		if (fault !== undefined) {
			const {kind, path, excerpt} = fault;
			const node = thisNode(environment);
			yield finding(
				kind,
				{...fault, node: node.name},
				{kind: 'File', name: path},
				{evidence: [{from: 'kubeconfig', of: path, excerpt}], affects: [node]},
			);
		}
	},
});
