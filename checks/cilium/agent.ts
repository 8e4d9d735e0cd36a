import {ciliumAgentSubject, decisiveLines, defineCheck, thisNode} from 'rke2-netdoctor';

const restart = {
	text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;
const logs = {text: 'crictl logs --tail 50 $(crictl ps -q --name cilium-agent)'} as const;
/** An agent that has just been started compiles programs and waits for the API first. */
const startsWithin = 3 * 60_000;

export default defineCheck({
	id: 'cilium/agent',
	title: "Cilium's agent answers and calls itself healthy",
	rationale:
		'cilium-agent programs the datapath of this node. What it has programmed goes on working without it, but new pods get no network, and services and policies stay as they were. It answers on /var/run/cilium/cilium.sock and, without details, on 127.0.0.1:9879.',
	when: {cni: ['cilium']},
	needs: {agent: 'cilium.agent', cilium: 'cilium.containers', now: 'system.clock'},
	wants: {logs: 'cilium.logs'},
	messages: {
		refused: {
			severity: 'critical',
			text: 'cilium-agent has been running for {minutes} {minutes:minute|minutes}, but listens neither on its socket nor on its health port: new pods on this node get no network',
			guide: {steps: [logs, restart], links: ['cilium/agent-logs', 'cilium/cluster-health']},
			explains: ['cni/configuration-missing', 'cilium/pod-failures', 'cni/pod-removal#agent', 'cilium.*'],
		},
		silent: {
			severity: 'critical',
			text: 'cilium-agent accepts connections but does not answer: it hangs, and new pods on this node get no network',
			guide: {
				steps: [logs, {text: 'crictl stats $(crictl ps -q --name cilium-agent)'}, restart],
				links: ['cilium/agent-logs', 'cilium/cluster-health'],
			},
			explains: ['cilium/pod-failures', 'cni/pod-removal#agent', 'cilium.*'],
		},
		unhealthy: {
			severity: 'critical',
			text: 'cilium-agent calls itself unhealthy',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --verbose'},
					logs,
					restart,
				],
				links: ['cilium/cluster-health', 'cilium/agent-logs'],
			},
			explains: ['cilium/pod-failures', 'cni/pod-removal#agent', 'cilium.*'],
		},
		degraded: {
			severity: 'warning',
			text: 'cilium-agent works, but says that a part of it does not: {reason}',
			guide: {
				steps: [{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --verbose'}, logs],
				links: ['cilium/cluster-health', 'cilium/agent-logs'],
			},
		},
		notReady: {
			severity: 'critical',
			text: 'cilium-agent says that it is not well: {reason}',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --verbose'},
					logs,
					restart,
				],
				links: ['cilium/cluster-health', 'cilium/agent-logs'],
			},
		},
	},
	*run({agent, cilium: {pod}, now, logs: found}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'cilium-agent');
		if (run?.state !== 'running' || now - run.createdAt < startsWithin) {
			return;
		}
		const {name: node} = thisNode(environment);
		const log = found?.find(({container, attempt}) => container === run.name && attempt === run.attempt);
		const detailsOf = (excerpt: string) =>
			({
				evidence: [
					{from: 'agent', excerpt},
					...(log === undefined || log.lines.length === 0
						? []
						: [{from: 'logs', of: log.path, excerpt: decisiveLines(log.lines)} as const]),
				],
				affects: [thisNode(environment)],
			}) as const;
		switch (agent.state) {
			case 'refused': {
				const minutes = Math.floor((now - run.createdAt) / 60_000);
				yield finding('refused', {minutes, node}, ciliumAgentSubject, detailsOf(agent.detail));
				break;
			}
			case 'silent':
			case 'unhealthy':
				yield finding(agent.state, {node}, ciliumAgentSubject, detailsOf(agent.detail));
				break;
			case 'answered': {
				const {state, message = 'no reason given'} = agent.status.agent;
				const excerpt = `"cilium": {"state": "${state}", "msg": "${message}"}`;
				if (state === 'Failure') {
					yield finding('notReady', {reason: message, node}, ciliumAgentSubject, detailsOf(excerpt));
				} else if (state === 'Warning') {
					yield finding('degraded', {reason: message}, ciliumAgentSubject, detailsOf(excerpt));
				}
				break;
			}
			case 'healthy':
				break;
		}
	},
});
