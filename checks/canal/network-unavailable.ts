import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'canal/network-unavailable',
	title: 'The Node object does not say that its network is missing',
	rationale:
		'Kubernetes does not schedule pods to a Node whose network is unavailable or whose kubelet says that the network plugin is not ready. This is what the cluster sees; the cause is nearly always another finding.',
	when: {cni: ['canal']},
	needs: {node: 'kubernetes.node'},
	messages: {
		unavailable: {
			severity: 'critical',
			text: 'The Node {node} has the condition NetworkUnavailable: {reason}',
			guide: {
				steps: [
					{text: 'kubectl describe node {node}'},
					{text: 'kubectl -n kube-system get pods -l k8s-app=canal -o wide'},
				],
				links: ['rke2/canal', 'kubernetes/debug-cluster'],
			},
		},
		notReady: {
			severity: 'critical',
			text: 'The Node {node} is not ready because of its network: {reason}',
			guide: {
				steps: [
					{text: 'kubectl describe node {node}'},
					{text: 'crictl info | grep -E "lastCNILoadStatus|NetworkReady"'},
				],
				links: ['kubernetes/network-plugins', 'kubernetes/debug-cluster'],
			},
		},
	},
	*run({node}, {finding, environment}) {
		const unavailable = node.conditions.find(
			({type, status}) => type === 'NetworkUnavailable' && status === 'True',
		);
		const notReady = node.conditions.find(
			({type, status, message = ''}) =>
				type === 'Ready' &&
				status === 'False' &&
				/NetworkPluginNotReady|NetworkReady=false|cni plugin/.test(message),
		);
		for (const [id, condition] of [
			['unavailable', unavailable],
			['notReady', notReady],
		] as const) {
			if (condition !== undefined) {
				const {type, status, reason = '', message = ''} = condition;
				yield finding(
					id,
					{node: node.name, reason: message || reason || 'no reason given'},
					{kind: 'Node', name: node.name},
					{
						evidence: [{from: 'node', excerpt: `${type} ${status} ${reason} ${message}`.trim()}],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
