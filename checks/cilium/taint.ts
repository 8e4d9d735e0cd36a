import {defineCheck, thisNode} from 'rke2-netdoctor';

const key = 'node.cilium.io/agent-not-ready';
/** From the start of the agent until the operator has seen it. */
const settlesWithin = 5 * 60_000;

export default defineCheck({
	id: 'cilium/taint',
	title: 'The Node has no taint that says Cilium is not ready',
	rationale:
		'A Node may be created with the taint node.cilium.io/agent-not-ready, so that no pod starts before Cilium. The Cilium operator removes it when the agent is ready; without the operator it stays, and no pod is scheduled here.',
	when: {cni: ['cilium']},
	needs: {
		node: 'kubernetes.node',
		agent: 'cilium.agent',
		cilium: 'cilium.containers',
		now: 'system.clock',
	},
	messages: {
		left: {
			severity: 'critical',
			text: 'The Node {node} still has the taint node.cilium.io/agent-not-ready, although its agent is well: pods are not scheduled or not run here',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get pods -l io.cilium/app=operator -o wide'},
					{text: 'kubectl -n kube-system logs -l io.cilium/app=operator --tail 50'},
					{
						text: 'If the operator cannot do it: kubectl taint node {node} node.cilium.io/agent-not-ready-',
						changes: 'cluster',
					},
				],
				links: ['cilium/cluster-health', 'rke2/cilium'],
			},
		},
	},
	*run({node, agent, cilium: {pod}, now}, {finding, environment}) {
		const taint = node.taints.find(candidate => candidate.key === key);
		const run = pod?.containers.find(({name}) => name === 'cilium-agent');
		const isWell =
			agent.state === 'healthy' || (agent.state === 'answered' && agent.status.agent.state === 'Ok');
		if (taint === undefined || !isWell || run?.state !== 'running' || now - run.createdAt < settlesWithin) {
			return;
		}
		yield finding(
			'left',
			{node: node.name},
			{kind: 'Node', name: node.name},
			{
				evidence: [{from: 'node', excerpt: `${key}:${taint.effect}`}],
				affects: [thisNode(environment)],
			},
		);
	},
});
