import {addressLine, defineCheck, isFloating, isSameAddress, listSetting, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/internal-ip-floating',
	title: 'The InternalIP of this Node stays with it',
	rationale:
		'kube-vip, keepalived and load balancers in VIP mode give a machine an address that moves to another one when it fails. Without node-ip RKE2 takes any address of the interface at its start, so that the Node may be registered with such a one: kubectl logs and exec are refused, since the certificate of the kubelet is not for it, and when the address moves, whatever is for this node goes to another.',
	needs: {node: 'kubernetes.node', addresses: 'ip.address', configuration: 'rke2.configuration'},
	messages: {
		floating: {
			severity: 'warning',
			text: 'This Node is registered with {internalIp}, alone in its network on {device}, which most likely moves between machines (kube-vip, keepalived); its own address there is {own}',
			guide: {
				steps: [
					{
						text: 'ip -br address show dev {device}; kubectl get nodes -o wide; grep -rn {internalIp} /etc/keepalived /var/lib/rancher/rke2/agent/pod-manifests /var/lib/rancher/rke2/server/manifests',
					},
					{
						text: 'If it is a virtual one: set node-ip: {own} in /etc/rancher/rke2/config.yaml, on every node alike its own, and restart RKE2 (systemctl restart rke2-{role})',
						changes: 'node',
					},
					{
						text: 'If it is meant: set node-ip: {internalIp} there, so that no restart takes another',
						changes: 'node',
					},
				],
				links: ['rke2/config-files', 'rke2/requirements-networking', 'flannel/interface-selection'],
			},
		},
	},
	*run({node, addresses, configuration}, {finding, environment}) {
		const isChosen = listSetting(configuration.settings, 'node-ip').length > 0;
		for (const internalIp of isChosen ? [] : node.internalIps) {
			const holder = addresses.find(({address}) => isSameAddress(address, internalIp));
			const own = addresses.find(
				entry =>
					holder !== undefined &&
					entry.scope === 'global' &&
					entry.address !== holder.address &&
					isFloating(holder, addresses, [entry.address]),
			);
			if (holder !== undefined && own !== undefined) {
				yield finding(
					'floating',
					{internalIp, device: holder.link, own: own.address, role: environment.role.value ?? 'agent'},
					thisNode(environment),
					{
						evidence: [
							{from: 'node', excerpt: `InternalIP: ${node.internalIps.join(', ')}`},
							{from: 'addresses', excerpt: [own, holder].map(addressLine).join('\n')},
						],
					},
				);
			}
		}
	},
});
