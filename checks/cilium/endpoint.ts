import {defineCheck, formatTimestamp} from 'rke2-netdoctor';

const settlesWithin = 5 * 60_000;
/** On the way out, or well. */
const fine = ['ready', 'disconnecting', 'disconnected', 'unknown'];

export default defineCheck({
	id: 'cilium/endpoint',
	title: 'Cilium has set up the network of every pod',
	rationale:
		'For each pod the agent finds an identity and compiles a program, within seconds. A pod that stays in between has no network, or keeps policies of long ago.',
	when: {cni: ['cilium']},
	needs: {endpoints: 'cilium.endpoints', now: 'system.clock'},
	messages: {
		stuck: {
			severity: 'warning',
			text: 'Cilium has not set up the network of {owner} for {minutes} {minutes:minute|minutes}: {state}, {log}',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg endpoint list'},
					{text: 'crictl logs --tail 200 $(crictl ps -q --name cilium-agent) 2>&1 | grep -i regenerat'},
					{text: 'Delete the pod, so that it gets a new endpoint', changes: 'cluster'},
				],
				links: ['cilium/agent-logs', 'cilium/managed-pods'],
			},
		},
	},
	*run({endpoints, now}, {finding}) {
		for (const {id, state, pod, log} of endpoints) {
			const since = log?.at;
			if (fine.includes(state) || log === undefined || since === undefined || now - since < settlesWithin) {
				continue;
			}
			const owner = pod === undefined ? `endpoint ${id}` : `the pod ${pod}`;
			const [namespace, name] = pod?.split('/') ?? [];
			yield finding(
				'stuck',
				{owner, minutes: Math.floor((now - since) / 60_000), state, log: log.message},
				namespace !== undefined && name !== undefined
					? {kind: 'Pod', namespace, name}
					: {kind: 'Endpoint', name: `cilium/${id}`},
				{
					evidence: [
						{
							from: 'endpoints',
							excerpt: `endpoint ${id}: ${state} since ${formatTimestamp(since)}, ${log.message}`,
						},
					],
				},
			);
		}
	},
});
