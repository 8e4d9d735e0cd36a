import {ciliumAgentSubject, defineCheck, formatTimestamp} from 'rke2-netdoctor';

/** Controllers retry within seconds; fewer failures come with every restart of the API. */
const manyFailures = 3;
const lastsFor = 60_000;

export default defineCheck({
	id: 'cilium/controllers',
	title: "No controller of Cilium's agent fails again and again",
	rationale:
		'Controllers are tasks that the agent repeats until they succeed: writing endpoints to the API, syncing maps, collecting garbage. One that failed once and succeeded since is well; one that keeps failing leaves its part of the datapath as it was.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', now: 'system.clock'},
	messages: {
		failing: {
			severity: 'warning',
			text: '{count} of {total} controllers of cilium-agent keep failing, such as {name}, {times} times in a row: {error}',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --all-controllers',
					},
					{text: 'crictl logs --tail 100 $(crictl ps -q --name cilium-agent)'},
				],
				links: ['cilium/cluster-health', 'cilium/agent-logs'],
			},
		},
	},
	*run({status: {controllers}, now}, {finding}) {
		const failing = controllers
			.filter(
				({consecutiveFailures, succeededAt}) =>
					consecutiveFailures >= manyFailures && now - (succeededAt ?? 0) > lastsFor,
			)
			.sort((one, other) => other.consecutiveFailures - one.consecutiveFailures);
		const [worst] = failing;
		if (worst === undefined) {
			return;
		}
		const lines = failing
			.slice(0, 4)
			.map(
				({name, consecutiveFailures, succeededAt, lastError = ''}) =>
					`${name}: ${consecutiveFailures} failures, last success ${succeededAt === undefined ? 'never' : formatTimestamp(succeededAt)}: ${lastError.slice(0, 140)}`,
			);
		yield finding(
			'failing',
			{
				count: failing.length,
				total: controllers.length,
				name: worst.name,
				times: worst.consecutiveFailures,
				error: worst.lastError ?? 'no error given',
			},
			ciliumAgentSubject,
			{evidence: [{from: 'status', excerpt: lines.join('\n')}]},
		);
	},
});
