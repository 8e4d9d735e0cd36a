import {contains, defineCheck, listNames, parseCidr} from 'rke2-netdoctor';

/** After its start the agent takes up what it finds, before that it adds what the plugin brings it. */
const settlesWithin = 10 * 60_000;

export default defineCheck({
	id: 'cilium/endpoint-missing',
	title: 'The agent of Cilium manages every pod of this node that has one of its addresses',
	rationale:
		'For each pod the agent keeps an endpoint, from which it makes the programs, the policies and the entries of its maps. An agent that is started anew takes up the endpoints that it finds on disk; a pod that it leaves out runs on and is called ready, but nothing leads to it: packets for its address are handed back and forth until their time to live is over, and the address is given to another pod.',
	when: {cni: ['cilium']},
	needs: {
		endpoints: 'cilium.endpoints',
		status: 'cilium.status',
		cilium: 'cilium.containers',
		running: 'kubernetes.running-pods',
		sandboxes: 'crictl.pods',
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
	*run({endpoints, status, cilium, running, sandboxes, now}, {finding}) {
		const agent = cilium.pod?.containers.find(({name}) => name === 'cilium-agent');
		if (agent?.state !== 'running' || now - agent.createdAt < settlesWithin) {
			return;
		}
		const ranges = (status.ipam?.pools ?? []).flatMap(({range}) => parseCidr(range ?? '') ?? []);
		const known = new Set(endpoints.flatMap(({pod}) => pod ?? []));
		const isOfCilium = (address: string): boolean => {
			const own = parseCidr(address);
			return own !== undefined && ranges.some(range => contains(range, own));
		};
		const lost = running.filter(
			({namespace, name, address}) =>
				isOfCilium(address) &&
				!known.has(`${namespace}/${name}`) &&
				sandboxes.some(
					sandbox =>
						sandbox.namespace === namespace &&
						sandbox.name === name &&
						sandbox.isReady &&
						now - sandbox.createdAt > settlesWithin,
				),
		);
		const [first] = lost;
		// Of none at all the agent, or what this program reads of it, is to blame.
		if (first === undefined || known.size === 0) {
			return;
		}
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
					{from: 'running', excerpt: lost.map(({address}, index) => `${names[index]} ${address}`).join('\n')},
					{from: 'endpoints', excerpt: `endpoints of pods: ${listNames([...known])}`},
				],
				affects: lost.map(({namespace, name}) => ({kind: 'Pod', namespace, name}) as const),
			},
		);
	},
});
