import {ciliumAgentSubject, defineCheck, thisNode} from 'rke2-netdoctor';

/** An agent that has just been started makes its socket last. */
const startsWithin = 3 * 60_000;

export default defineCheck({
	id: 'cilium/agent-socket',
	title: "Cilium's plugin finds the socket of the agent",
	rationale:
		'The plugin cilium-cni asks the agent for an endpoint by /var/run/cilium/cilium.sock on the node. The agent listens on it as long as it runs, but somebody may have removed the file, or put another in its place: the agent is well, calls itself healthy on its health port, and no pod starts.',
	when: {cni: ['cilium']},
	needs: {socket: 'cilium.socket', agent: 'cilium.agent', cilium: 'cilium.containers', now: 'system.clock'},
	messages: {
		gone: {
			severity: 'critical',
			text: 'cilium-agent runs and calls itself healthy, but nobody listens on {path} ({detail}): the plugin does not reach it, and no new pod starts on this node',
			guide: {
				steps: [
					{text: 'ls -l /var/run/cilium/; ss -xl | grep cilium.sock'},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}: the agent makes its socket when it starts',
						changes: 'cluster',
					},
					{text: 'Find what removes files below /run: a tmpfiles.d rule, a clean-up script'},
				],
				links: ['cilium/agent-logs', 'cilium/troubleshooting'],
			},
			explains: ['cilium/pod-failures', 'cilium.*'],
		},
	},
	*run({socket, agent, cilium: {pod}, now}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'cilium-agent');
		const isWell = agent.state === 'healthy' || agent.state === 'answered';
		if (
			socket.state === 'answered' ||
			!isWell ||
			run?.state !== 'running' ||
			now - run.createdAt < startsWithin
		) {
			return;
		}
		const node = thisNode(environment);
		yield finding(
			'gone',
			{path: '/var/run/cilium/cilium.sock', detail: socket.detail, node: node.name},
			ciliumAgentSubject,
			{
				evidence: [
					{from: 'socket', excerpt: socket.detail},
					{
						from: 'agent',
						excerpt: agent.state === 'healthy' ? agent.detail : 'the agent answers inside its container',
					},
				],
				affects: [node],
			},
		);
	},
});
