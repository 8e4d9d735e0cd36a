import {addressLine, defineCheck, isFloating, isSameAddress, listSetting, thisNode} from 'rke2-netdoctor';

const text =
	'This Node is registered with {internalIp}, alone in its network on {device}, which most likely moves between machines (kube-vip, keepalived); its own address there is {own}';
const look = {
	text: 'ip -br address show dev {device}; kubectl get nodes -o wide; grep -rn {internalIp} /etc/keepalived /var/lib/rancher/rke2/agent/pod-manifests /var/lib/rancher/rke2/server/manifests',
} as const;
const keep = {
	text: 'If it is meant: set node-ip: {internalIp} there, so that no restart takes another',
	changes: 'node',
} as const;

export default defineCheck({
	id: 'interface/internal-ip-floating',
	title: 'The InternalIP of this Node stays with it',
	rationale:
		'kube-vip, keepalived and load balancers in VIP mode give a machine an address that moves to another one when it fails. Without node-ip RKE2 takes any address of the interface at its start, so that the Node may be registered with such a one: kubectl logs and exec are refused, since the certificate of the kubelet is not for it, and when the address moves, whatever is for this node goes to another.',
	needs: {
		...{node: 'kubernetes.node', addresses: 'ip.address', routes: 'ip.route'},
		configuration: 'rke2.configuration',
	},
	messages: {
		floating: {
			severity: 'warning',
			text,
			guide: {
				steps: [
					look,
					{
						text: 'If it is a virtual one: set node-ip: {own} in /etc/rancher/rke2/config.yaml, on every agent alike its own, and restart RKE2 (systemctl restart rke2-agent)',
						changes: 'node',
					},
					keep,
				],
				links: ['rke2/config-files', 'rke2/requirements-networking', 'flannel/interface-selection'],
			},
		},
		floatingOnServer: {
			severity: 'warning',
			text,
			guide: {
				steps: [
					look,
					{
						text: 'Which address does etcd know this server by? crictl exec $(crictl ps -q --name etcd) etcdctl --cert /var/lib/rancher/rke2/server/tls/etcd/server-client.crt --key /var/lib/rancher/rke2/server/tls/etcd/server-client.key --cacert /var/lib/rancher/rke2/server/tls/etcd/server-ca.crt member list',
					},
					{
						text: 'If it is a virtual one, and etcd lists {own} or there is no etcd: set node-ip: {own} in /etc/rancher/rke2/config.yaml and restart RKE2 (systemctl restart rke2-server)',
						changes: 'node',
					},
					{
						text: 'If etcd lists {internalIp}, do not set node-ip yet: the address of a member cannot be changed, and rke2-server would not start. Take a snapshot (rke2 etcd-snapshot save); then, one server at a time and only while the others are a quorum: stop RKE2 here, kubectl delete node of it from another server, move /var/lib/rancher/rke2/server/db away, set node-ip: {own} and server: to another server, and start RKE2, which joins anew. A single server: stop it, set node-ip: {own}, rke2 server --cluster-reset, then start it',
						changes: 'cluster',
					},
					keep,
				],
				links: ['rke2/backup-restore', 'rke2/config-files', 'rke2/requirements-networking'],
			},
		},
	},
	*run({node, addresses, routes, configuration}, {finding, environment}) {
		const {settings} = configuration;
		// By somebody, or by the cloud, which knows its machines.
		const isChosen =
			listSetting(settings, 'node-ip').length > 0 ||
			listSetting(settings, 'kubelet-arg').some(argument => /^(?:--)?node-ip=/.test(argument)) ||
			listSetting(settings, 'cloud-provider-name').some(name => name !== 'rke2');
		for (const internalIp of isChosen ? [] : node.internalIps) {
			const holder = addresses.find(({address}) => isSameAddress(address, internalIp));
			const own = addresses.find(
				entry =>
					holder !== undefined &&
					entry.scope === 'global' &&
					!entry.flags.includes('deprecated') &&
					entry.address !== holder.address &&
					isFloating(holder, addresses, [entry.address], routes),
			);
			if (holder !== undefined && own !== undefined) {
				yield finding(
					environment.role.value === 'agent' ? 'floating' : 'floatingOnServer',
					{internalIp, device: holder.link, own: own.address},
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
