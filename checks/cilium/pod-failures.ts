import {
	ciliumPluginFailures,
	defineCheck,
	listNames,
	podNetworkFailures,
	podSubject,
	thisNode,
} from 'rke2-netdoctor';

const logs = {text: 'crictl logs --tail 50 $(crictl ps -aq --name cilium-agent | head -1)'} as const;
const restart = {
	text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'cilium/pod-failures',
	title: "Cilium's plugin attaches the pods that start on this node",
	rationale:
		"For each new pod the plugin asks the agent of this node, on its socket, for an address and an endpoint. When it does not get them the pod stays in ContainerCreating and the kubelet tries again and again; why stands in kubelet's log. Three attempts in vain count, the last of them within five minutes; pods that started in the end are left alone.",
	when: {cni: ['cilium']},
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods'},
	messages: {
		agentDown: {
			severity: 'critical',
			text: "Cilium's plugin does not reach the agent of this node, so that no new pod starts here ({pods}): {error}",
			guide: {
				steps: [{text: 'crictl ps -a --name cilium-agent; ls -l /var/run/cilium/cilium.sock'}, logs, restart],
				links: ['cilium/cluster-health', 'cilium/agent-logs', 'kubernetes/cni-errors'],
			},
		},
		noAddress: {
			severity: 'critical',
			text: 'Cilium has no address for {pods}: {error}',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --all-addresses'},
					{
						text: 'kubectl get ciliumnode {node} -o yaml: spec.ipam, and status.ipam with what the operator says',
					},
					{
						text: 'With ipam.mode kubernetes the range of a Node is fixed: lower max-pods (kubelet-arg), or move pods to other nodes',
						changes: 'node',
					},
				],
				links: ['cilium/ipam-kubernetes', 'cilium/ipam'],
			},
		},
		busy: {
			severity: 'warning',
			text: 'The agent of Cilium puts off the pods that start here ({pods}): {error}',
			guide: {
				steps: [
					{
						text: 'uptime; crictl stats $(crictl ps -q --name cilium-agent): is the node, or the agent, short of CPU?',
					},
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg endpoint list: many that regenerate, or wait for an identity?',
					},
					logs,
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health'],
			},
		},
		failing: {
			severity: 'warning',
			text: "Cilium's plugin cannot attach {pods}: {error}",
			guide: {
				steps: [{text: 'kubectl -n {namespace} describe pod {pod}'}, logs],
				links: ['cilium/agent-logs', 'kubernetes/cni-errors'],
			},
		},
	},
	*run({log, sandboxes}, {finding, environment}) {
		const node = thisNode(environment);
		for (const {fault, error, pods} of ciliumPluginFailures(podNetworkFailures(log, sandboxes))) {
			const [first] = pods;
			const data = {
				error,
				pods: listNames(pods.map(({namespace, name}) => `${namespace}/${name}`)),
				namespace: first.namespace,
				pod: first.name,
				node: node.name,
			};
			const excerpt = `${first.count} times for ${first.namespace}/${first.name}: ${first.error}`;
			const isOfPod = fault === 'failing';
			yield finding(fault, data, isOfPod ? podSubject(first) : node, {
				evidence: [{from: 'log', excerpt}],
				about: (isOfPod ? pods.slice(1) : pods).map(podSubject),
			});
		}
	},
});
