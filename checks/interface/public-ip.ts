import {
	addressLine,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	isSameAddress,
	thisNode,
	vxlanEndpointOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/public-ip',
	title: 'The address that flannel announces for this node is one of its own',
	rationale:
		'Peers send the tunnel to the address in the annotation public-ip, which flannel writes when it starts. When the address of the node has changed since, by DHCP for instance, they go on sending to the old one until flannel is restarted here.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {node: 'kubernetes.node', addresses: 'ip.address', links: 'ip.link'},
	messages: {
		gone: {
			severity: 'critical',
			text: 'Peers send to {publicIp}, an address that no interface of this node has',
			guide: {
				steps: [
					{text: 'ip -br address'},
					{
						text: 'If the address changed by mistake, bring it back; nodes of a cluster need fixed addresses',
						changes: 'node',
					},
					{
						text: 'If the new address is meant: kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If the node is behind NAT, say so: kubectl annotate node {node} flannel.alpha.coreos.com/public-ip-overwrite={publicIp}',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'flannel/annotations'],
			},
			explains: ['overlay/vxlan-source', 'overlay/vxlan-lower-device', 'overlay/peer-unreachable'],
		},
	},
	*run({node, addresses, links}, {finding, environment}) {
		for (const {family} of flannelDevicesOf(environment, links)) {
			const {publicIp, publicIpOverwrite} = vxlanEndpointOf(node, family) ?? {};
			if (
				publicIp === undefined ||
				// What is announced in place of the node's own address belongs to the NAT before it.
				publicIpOverwrite !== undefined ||
				addresses.some(({address}) => isSameAddress(address, publicIp))
			) {
				continue;
			}
			const own = addresses
				.filter(({family: of, scope}) => of === family && scope === 'global')
				.map(addressLine);
			const key = family === 'ipv4' ? 'public-ip' : 'public-ipv6';
			yield finding(
				'gone',
				{publicIp, ...flannelPodOf(environment)},
				{kind: 'Node', name: thisNode(environment).name},
				{
					evidence: [
						{from: 'node', excerpt: `flannel.alpha.coreos.com/${key}: ${publicIp}`},
						{from: 'addresses', excerpt: own.slice(0, 6).join('\n') || 'no address'},
					],
				},
			);
			return;
		}
	},
});
