import {ciliumAgentSubject, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/kubernetes',
	title: "Cilium's agent reaches the Kubernetes API",
	rationale:
		'The agent learns of pods, services, policies and other nodes from the API. It goes to the address in k8sServiceHost, or to the service address of the API, which kube-proxy must serve then.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status'},
	wants: {daemon: 'cilium.daemon', endpoint: 'kubernetes.endpoint'},
	messages: {
		failing: {
			severity: 'critical',
			text: 'cilium-agent does not reach the Kubernetes API{address}: {reason}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -q --name cilium-agent)'},
					{text: 'curl -k https://127.0.0.1:6443/readyz tells whether the node itself reaches it'},
					{
						text: 'If the node does, and kube-proxy is disabled, set k8sServiceHost: "localhost" and k8sServicePort: "6443" in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'rke2/cilium', 'cilium/kube-proxy-free'],
			},
			explains: [
				'cilium/agent#notReady',
				'cilium/agent#degraded',
				'cilium/stale-status',
				'cilium/controllers',
				'cilium/endpoint',
			],
		},
	},
	*run({status: {kubernetes}, daemon, endpoint}, {finding, environment}) {
		if (kubernetes?.state !== 'Failure') {
			return;
		}
		const {message = 'no reason given'} = kubernetes;
		const address = daemon?.apiServer === undefined ? '' : ` at ${daemon.apiServer}`;
		yield finding('failing', {address, reason: message}, ciliumAgentSubject, {
			evidence: [
				{from: 'status', excerpt: `"kubernetes": {"state": "Failure", "msg": "${message}"}`},
				...(endpoint === undefined
					? []
					: [{from: 'endpoint', excerpt: `the API answers this node: ${endpoint.state}`} as const]),
			],
			affects: [thisNode(environment)],
		});
	},
});
