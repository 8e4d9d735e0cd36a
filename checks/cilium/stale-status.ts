import {ciliumAgentSubject, defineCheck, formatTimestamp, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/stale-status',
	title: "Every part of Cilium's agent has reported lately",
	rationale:
		'The agent asks each of its parts for its state again and again. A part that does not answer hangs: what the agent says about it is old, and the agent calls itself unhealthy until the kubelet restarts it.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', now: 'system.clock'},
	messages: {
		stale: {
			severity: 'critical',
			text: 'Parts of cilium-agent hang: no report from {parts} for {minutes} {minutes:minute|minutes}',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --verbose'},
					{text: 'crictl logs --tail 100 $(crictl ps -q --name cilium-agent)'},
					{
						text: 'If it is kubernetes, see that this node reaches the API: curl -k https://127.0.0.1:6443/readyz',
					},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['cilium/cluster-health', 'cilium/agent-logs'],
			},
			explains: ['cilium/agent#notReady', 'cilium/agent#degraded'],
		},
	},
	*run({status, now}, {finding, environment}) {
		const stale = Object.entries(status.stale).sort(([, one], [, other]) => one - other);
		const [oldest] = stale;
		if (oldest === undefined) {
			return;
		}
		const excerpt = stale.map(([part, since]) => `"${part}" since ${formatTimestamp(since)}`).join('\n');
		yield finding(
			'stale',
			{
				parts: listNames(stale.map(([part]) => part)),
				minutes: Math.max(0, Math.floor((now - oldest[1]) / 60_000)),
				node: thisNode(environment).name,
			},
			ciliumAgentSubject,
			{evidence: [{from: 'status', excerpt: `stale: ${excerpt}`}], affects: [thisNode(environment)]},
		);
	},
});
