import {defineCheck, kubeconfigFaultOf, thisNode} from 'rke2-netdoctor';

const again = {
	text: 'Delete the rke2-multus pod of this node: it writes the file again and then keeps its token fresh',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'multus/kubeconfig',
	title: 'Multus has valid credentials for the API',
	rationale:
		'Thin Multus reads each new pod from the API with multus.kubeconfig. Its pod renews the token there; without the pod, or on a node that was off for long, the token runs out. Then every new pod fails, also those that ask for no further network.',
	when: {multus: true},
	needs: {kubeconfig: 'multus.kubeconfig', now: 'system.clock'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'Multus has no {path}: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d/multus.d'},
					again,
					{text: 'crictl logs --tail 20 $(crictl ps -aq --name kube-rke2-multus | head -1)'},
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/pod-failures'],
		},
		broken: {
			severity: 'critical',
			text: '{path} cannot be read as a kubeconfig: {problem}; every new pod on this node fails',
			guide: {steps: [{text: 'ls -l {path}'}, again], links: ['rke2/multus-using', 'multus/configuration']},
			explains: ['multus/pod-failures'],
		},
		tokenless: {
			severity: 'critical',
			text: '{path} has no token: the API refuses Multus, and every new pod on this node fails',
			guide: {steps: [{text: 'ls -l {path}'}, again], links: ['rke2/multus-using', 'multus/configuration']},
			explains: ['multus/pod-failures'],
		},
		expired: {
			severity: 'critical',
			text: 'The token in {path} expired {ago} ago: the API refuses Multus, and every new pod on this node fails',
			guide: {
				steps: [
					{text: 'date; the token is refused also when the clock of this node is right and its pod is not'},
					{text: 'crictl ps -a --name kube-rke2-multus: while it runs it renews the token'},
					again,
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/pod-failures'],
		},
	},
	*run({kubeconfig: {path, kubeconfig}, now}, {finding, environment}) {
		if (path === undefined) {
			return;
		}
		const fault = kubeconfigFaultOf(kubeconfig, now);
		if (fault === undefined) {
			return;
		}
		const subject = {kind: 'File', name: path} as const;
		const details = {
			evidence: [{from: 'kubeconfig', of: path, excerpt: fault.excerpt}],
			affects: [thisNode(environment)],
		} as const;
		switch (fault.kind) {
			case 'missing':
			case 'tokenless':
				yield finding(fault.kind, {path}, subject, details);
				break;
			case 'broken':
				yield finding('broken', {path, problem: fault.problem}, subject, details);
				break;
			case 'expired':
				yield finding('expired', {path, ago: fault.ago}, subject, details);
				break;
		}
	},
});
