import {defineCheck, podsOutside, textSetting, thisNode, unansweredCalls} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/egress-selector',
	title: 'The API server finds the pods that it calls',
	rationale:
		'With egress-selector-mode: pod the API server reaches webhooks and aggregated APIs through the tunnel of the node that has their address in its podCIDR, and nodes take in only that range. Calico gives pods addresses of its own pools: the tunnel rejects the connection although the pods are well.',
	when: {role: ['server'], cni: ['calico']},
	needs: {configuration: 'rke2.configuration', node: 'kubernetes.node', routes: 'ip.route'},
	messages: {
		pod: {
			severity: 'warning',
			text: 'egress-selector-mode is pod, but pods have addresses outside of the podCIDR of their node ({address} here, where {podCidr} is expected): the API server does not reach webhooks and aggregated APIs',
			guide: {
				steps: [
					{text: 'kubectl get apiservices | grep False'},
					{text: 'journalctl -u rke2-server --since -1h | grep -i "egress proxy"'},
					{
						text: 'Remove egress-selector-mode from {files} on every server (the default is agent), or set it to cluster',
						changes: 'node',
					},
					{text: 'systemctl restart rke2-server, one server after the other', changes: 'node'},
				],
				links: ['rke2/server-config', 'rke2/config-files'],
			},
			explains: unansweredCalls,
		},
	},
	*run({configuration: {settings}, node, routes}, {finding, environment}) {
		const [first] = podsOutside(node.podCidrs, routes);
		if (first === undefined || textSetting(settings, 'egress-selector-mode') !== 'pod') {
			return;
		}
		const files = settings.get('egress-selector-mode')?.files.join(', ') ?? '/etc/rancher/rke2/config.yaml';
		yield finding(
			'pod',
			{address: first.destination.replace(/\/.*/, ''), podCidr: node.podCidrs.join(', '), files},
			{kind: 'File', name: files},
			{
				evidence: [
					{from: 'configuration', excerpt: 'egress-selector-mode: pod', of: files},
					{from: 'routes', excerpt: `${first.destination} dev ${first.dev}`},
					{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
				],
				affects: [{kind: 'File', name: files}, thisNode(environment)],
			},
		);
	},
});
