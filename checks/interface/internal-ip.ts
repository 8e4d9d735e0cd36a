import {addressLine, defineCheck, isSameAddress, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/internal-ip',
	title: 'The InternalIP of this Node is one of its addresses',
	rationale:
		'The API server, other nodes and Services that lead to this node use the InternalIP of its Node object. When the address of the machine changes, by DHCP for instance, the object keeps the old one, and everything that uses it ends nowhere.',
	needs: {node: 'kubernetes.node', addresses: 'ip.address'},
	messages: {
		gone: {
			severity: 'critical',
			text: 'This node is registered with {internalIp}, but no interface has that address',
			guide: {
				steps: [
					{text: 'ip -br address; kubectl get node {node} -o wide'},
					{
						text: 'Give the machine its address back; nodes of a cluster need fixed addresses',
						changes: 'node',
					},
					{
						text: 'If the new address is meant: set node-ip in /etc/rancher/rke2/config.yaml and restart RKE2',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rke2/config-files', 'flannel/interface-selection'],
			},
			explains: [
				'interface/node-ip-registered',
				'interface/public-ip',
				'overlay/vxlan-source',
				'underlay/peer-unreachable',
				'overlay/peer-unreachable',
			],
		},
	},
	*run({node, addresses}, {finding, environment}) {
		const [first] = node.internalIps;
		const isOwn = (ip: string): boolean => addresses.some(({address}) => isSameAddress(address, ip));
		// Cloud providers list further addresses of the machine that its system does not know.
		if (first === undefined || node.internalIps.some(isOwn)) {
			return;
		}
		const own = addresses.filter(({scope}) => scope === 'global').map(addressLine);
		yield finding('gone', {internalIp: first, node: node.name}, thisNode(environment), {
			evidence: [
				{from: 'node', excerpt: `InternalIP: ${node.internalIps.join(', ')}`},
				{from: 'addresses', excerpt: own.slice(0, 6).join('\n') || 'no address'},
			],
		});
	},
});
