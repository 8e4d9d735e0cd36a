import {ciliumAgentSubject, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/kvstore',
	title: 'Cilium reaches the etcd in which it keeps its state',
	rationale:
		'Cilium may keep identities, addresses and nodes in an etcd of its own instead of the API. Where that is not reached, what the datapath knows stays as it was: new pods get no identity, new nodes are unknown, and after a while the agent calls itself unhealthy.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status'},
	wants: {configuration: 'cilium.configuration'},
	messages: {
		failing: {
			severity: 'critical',
			text: 'cilium-agent does not reach its etcd{address}: {reason}',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep -A8 -E "kvstore|etcd-config"',
					},
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg troubleshoot kvstore'},
					{
						text: 'See that this etcd runs, that this node reaches its port (2379), and that the certificates in the Secret cilium-etcd-secrets are valid',
					},
					{
						text: 'If nobody wants an etcd for Cilium: take etcd.enabled and identityAllocationMode: kvstore out of the HelmChartConfig rke2-cilium; RKE2 keeps all in the API',
						changes: 'cluster',
					},
				],
				links: ['cilium/kvstore', 'cilium/cluster-health', 'rke2/helmchartconfig'],
			},
			explains: [
				'cilium/agent#notReady',
				'cilium/agent#degraded',
				'cilium/controllers',
				'cilium/stale-status',
				'cilium/agent-errors#identities',
			],
		},
	},
	*run({status: {kvstore}, configuration}, {finding, environment}) {
		if (kvstore?.state !== 'Failure' && kvstore?.state !== 'Warning') {
			return;
		}
		const {state, message = 'no reason given'} = kvstore;
		const [, address] = /endpoints:\s*-\s*(\S+)/.exec(configuration?.['etcd-config'] ?? '') ?? [];
		yield finding(
			'failing',
			{address: address === undefined ? '' : ` at ${address}`, reason: message},
			ciliumAgentSubject,
			{
				evidence: [{from: 'status', excerpt: `"kvstore": {"state": "${state}", "msg": "${message}"}`}],
				affects: [thisNode(environment)],
			},
		);
	},
});
