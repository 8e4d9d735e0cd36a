import {defineCheck, listNames} from 'rke2-netdoctor';

/** After its start the agent takes up what it finds, before that it adds what the plugin brings it. */
const settlesWithin = 10 * 60_000;

export default defineCheck({
	id: 'cilium/endpoint-missing',
	title: 'The agent of Cilium manages every pod of this node that has one of its addresses',
	rationale:
		'For each pod the agent keeps an endpoint, from which it makes the programs, the policies and the entries of its maps. An agent that is started anew takes up the endpoints that it finds on disk; a pod that it leaves out runs on and is called ready, but nothing leads to it: packets for its address are handed back and forth until their time to live is over, and the address is given to another pod. Judged by pods that are missing at the beginning and at the end of the run: one that is just ending is, too, for a moment.',
	when: {cni: ['cilium']},
	needs: {
		unmanaged: 'cilium.unmanaged-pods',
		endpoints: 'cilium.endpoints',
		cilium: 'cilium.containers',
		now: 'system.clock',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The agent of Cilium does not know {pods} of this node, though {count:it runs|they run} with {addresses}, {count:an address|addresses} that it has given: nothing reaches {count:it|them}',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg endpoint list | grep -F {address}',
					},
					{
						text: 'crictl logs $(crictl ps -q --name cilium-agent) 2>&1 | grep -iE "restor|{address}" | tail: why it was not taken up',
					},
					{
						text: 'kubectl -n {namespace} delete pod {name}: its successor gets an endpoint',
						changes: 'cluster',
					},
				],
				links: ['cilium/managed-pods', 'cilium/agent-logs', 'cilium/troubleshooting'],
			},
		},
	},
	*run({unmanaged, endpoints, cilium, now}, {finding}) {
		const agent = cilium.pod?.containers.find(({name}) => name === 'cilium-agent');
		if (agent?.state !== 'running' || now - agent.createdAt < settlesWithin) {
			return;
		}
		const lost = unmanaged.filter(({sandbox: {createdAt}}) => now - createdAt > settlesWithin);
		const [first] = lost;
		if (first === undefined) {
			return;
		}
		const known = endpoints.flatMap(({pod}) => pod ?? []);
		const names = lost.map(({namespace, name}) => `${namespace}/${name}`);
		yield finding(
			'missing',
			{
				pods: listNames(names),
				count: lost.length,
				addresses: listNames(lost.map(({address}) => address)),
				address: first.address,
				namespace: first.namespace,
				name: first.name,
			},
			{kind: 'Pod', namespace: first.namespace, name: first.name},
			{
				evidence: [
					{
						from: 'unmanaged',
						excerpt: lost.map(({address}, index) => `${names[index]} ${address}`).join('\n'),
					},
					{from: 'endpoints', excerpt: `endpoints of pods: ${listNames(known)}`},
				],
				affects: lost.map(({namespace, name}) => ({kind: 'Pod', namespace, name}) as const),
			},
		);
	},
});
