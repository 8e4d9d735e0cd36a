import {addressLine, defineCheck, isSameAddress, listSetting, parseAddress, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/node-ip',
	title: 'The node-ip of the configuration is an address of this node',
	rationale:
		'RKE2 registers the node with node-ip and listens on it. An address that no interface has keeps kubelet from registering, and peers from reaching the node.',
	needs: {configuration: 'rke2.configuration', addresses: 'ip.address'},
	messages: {
		absent: {
			severity: 'critical',
			text: 'node-ip is {nodeIp}, but no interface of this node has that address',
			guide: {
				steps: [
					{text: 'ip -br address'},
					{text: 'Correct node-ip in {file}, or give the address to an interface', changes: 'node'},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links: ['rke2/config-files', 'rke2/requirements-networking'],
			},
			explains: [
				'kubernetes.*',
				'rke2/api-unreachable#disconnected',
				'rke2/api-unreachable#silent',
				'host/default-route',
				'interface/internal-ip',
				'interface/node-ip-registered',
				'interface/public-ip',
				'underlay/peer-unreachable',
				'underlay/peer-unreachable-ipv6',
				'overlay/vxlan-source',
				'overlay/peer-unreachable',
			],
		},
	},
	*run({configuration, addresses}, {finding, environment}) {
		const {settings} = configuration;
		for (const nodeIp of listSetting(settings, 'node-ip')) {
			const isOwn = addresses.some(({address}) => isSameAddress(address, nodeIp));
			// What is no address at all is an error of the configuration, not of an interface.
			if (parseAddress(nodeIp) === undefined || isOwn) {
				continue;
			}
			const file = settings.get('node-ip')?.files.at(-1) ?? '/etc/rancher/rke2/config.yaml';
			const own = addresses.filter(({scope}) => scope === 'global').map(addressLine);
			yield finding(
				'absent',
				{nodeIp, file, role: environment.role.value ?? 'agent'},
				{kind: 'Endpoint', name: nodeIp},
				{
					evidence: [
						{from: 'configuration', excerpt: `node-ip: ${nodeIp}`, of: file},
						{from: 'addresses', excerpt: own.slice(0, 6).join('\n') || 'no address'},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
