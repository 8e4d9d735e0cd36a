import {defineCheck, isSameAddress, listSetting, parseAddress, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/node-ip-registered',
	title: 'This Node is registered with the node-ip of its configuration',
	rationale:
		'A changed node-ip takes effect only when RKE2 is restarted. Until then the cluster uses another address for this node than its configuration says.',
	needs: {configuration: 'rke2.configuration', node: 'kubernetes.node'},
	messages: {
		differs: {
			severity: 'warning',
			text: 'node-ip is {nodeIp}, but this node is registered with {internalIp}',
			guide: {
				steps: [
					{text: 'kubectl get node {node} -o wide'},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links: ['rke2/config-files', 'rke2/requirements-networking'],
			},
		},
	},
	*run({configuration, node}, {finding, environment}) {
		const {settings} = configuration;
		const [internalIp] = node.internalIps;
		const nodeIp = listSetting(settings, 'node-ip')
			.filter(ip => parseAddress(ip) !== undefined)
			.find(ip => !node.internalIps.some(registered => isSameAddress(registered, ip)));
		if (nodeIp === undefined || internalIp === undefined) {
			return;
		}
		const file = settings.get('node-ip')?.files.at(-1) ?? '/etc/rancher/rke2/config.yaml';
		yield finding(
			'differs',
			{nodeIp, internalIp, node: node.name, role: environment.role.value ?? 'agent'},
			thisNode(environment),
			{
				evidence: [
					{from: 'configuration', excerpt: `node-ip: ${nodeIp}`, of: file},
					{from: 'node', excerpt: `InternalIP: ${node.internalIps.join(', ')}`},
				],
			},
		);
	},
});
