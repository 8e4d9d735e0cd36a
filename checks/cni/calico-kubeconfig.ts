import {defineCheck, kubeconfigFaultOf, thisNode} from 'rke2-netdoctor';

const look = {text: 'ls -l {path}'} as const;
const logs = {text: 'crictl logs --tail 50 $(crictl ps -aq --name calico-node | head -1)'} as const;
const again = {
	text: 'Delete the pod of this node that has the container calico-node: install-cni writes the file again, and calico-node then keeps its token fresh',
	changes: 'cluster',
} as const;
const links = ['calico/component-logs', 'calico/troubleshooting'] as const;

export default defineCheck({
	id: 'cni/calico-kubeconfig',
	title: "Calico's CNI plugin has valid credentials for the API",
	rationale:
		'The plugin asks the API about each new pod with a token in calico-kubeconfig. calico-node renews it there every few hours; without calico-node, or on a node that was off for long, the token runs out. Then every new pod fails with "connection is unauthorized", and so does the removal of old ones.',
	when: {cni: ['canal', 'calico']},
	needs: {kubeconfig: 'calico.kubeconfig', now: 'system.clock'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The CNI configuration names {path}, but there is no such file: every new pod on this node fails',
			guide: {steps: [look, again, logs], links},
			explains: [
				'cni/pod-failures#unauthorized',
				'cni/pod-removal#apiRefuses',
				'cni/plugin-failures#kubeconfigMissing',
				'cni/pod-failures#failing',
			],
		},
		broken: {
			severity: 'critical',
			text: '{path} cannot be read as a kubeconfig: {problem}; every new pod on this node fails',
			guide: {steps: [look, {text: 'df -h /etc/cni/net.d'}, again], links},
			explains: [
				'cni/pod-failures#unauthorized',
				'cni/pod-removal#apiRefuses',
				'cni/plugin-failures#kubeconfigMissing',
				'cni/pod-failures#failing',
			],
		},
		tokenless: {
			severity: 'critical',
			text: "{path} has no token: the API refuses Calico's CNI plugin, and every new pod on this node fails",
			guide: {steps: [look, again, logs], links},
			explains: [
				'cni/pod-failures#unauthorized',
				'cni/pod-removal#apiRefuses',
				'cni/plugin-failures#kubeconfigMissing',
				'cni/pod-failures#failing',
			],
		},
		expired: {
			severity: 'critical',
			text: "The token in {path} expired {ago} ago: the API refuses Calico's CNI plugin, and every new pod on this node fails",
			guide: {
				steps: [
					{text: 'date: a wrong clock makes a good token look old'},
					{text: 'crictl ps -a --name calico-node: while it runs it renews the token'},
					again,
					logs,
				],
				links,
			},
			explains: [
				'cni/pod-failures#unauthorized',
				'cni/pod-removal#apiRefuses',
				'cni/plugin-failures#kubeconfigMissing',
				'cni/pod-failures#failing',
			],
		},
	},
	*run({kubeconfig, now}, {finding, environment}) {
		const fault = kubeconfigFaultOf(kubeconfig, now);
		if (fault !== undefined) {
			const {kind, path, excerpt} = fault;
			yield finding(
				kind,
				fault,
				{kind: 'File', name: path},
				{evidence: [{from: 'kubeconfig', of: path, excerpt}], affects: [thisNode(environment)]},
			);
		}
	},
});
