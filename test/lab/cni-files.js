/** Calico's and the reference plugins, as Canal's install-cni copies them. */
const plugins = [
	...['bandwidth', 'bond', 'bridge', 'calico', 'calico-ipam', 'dhcp', 'dummy', 'firewall', 'flannel'],
	...['host-device', 'host-local', 'ipvlan', 'loopback', 'macvlan', 'portmap', 'ptp', 'sbr', 'static'],
	...['tap', 'tuning', 'vlan', 'vrf'],
];

const pluginStandIn = `#!/bin/sh
# Stand-in for a CNI plugin, made by the lab of rke2-netdoctor: it only tells its versions.
cat >/dev/null
[ "\${CNI_COMMAND:-}" = VERSION ] || exit 1
echo '{"cniVersion":"1.0.0","supportedVersions":["0.1.0","0.2.0","0.3.0","0.3.1","0.4.0","1.0.0"]}'
`;

const conflist = ({network}, {name}) => ({
	name: 'k8s-pod-network',
	cniVersion: '0.3.1',
	plugins: [
		{
			type: 'calico',
			log_level: 'info',
			datastore_type: 'kubernetes',
			nodename: name,
			mtu: network.podMtu,
			ipam: {type: 'host-local', ranges: [[{subnet: 'usePodCidr'}]]},
			policy: {type: 'k8s'},
			kubernetes: {kubeconfig: '/etc/cni/net.d/calico-kubeconfig'},
		},
		{type: 'portmap', snat: true, capabilities: {portMappings: true}},
		{type: 'bandwidth', capabilities: {bandwidth: true}},
	],
});

/** CNI configuration, plugins, Calico's state and host-local's leases. */
export const cniFilesOf = (cluster, node) => {
	const leases = '/var/lib/cni/networks/k8s-pod-network';
	const pods = node.pods.filter(({address}) => address !== undefined);
	return [
		{
			path: '/etc/cni/net.d/10-canal.conflist',
			content: `${JSON.stringify(conflist(cluster, node), undefined, 2)}\n`,
			mode: 0o600,
		},
		...plugins.map(name => ({path: `/opt/cni/bin/${name}`, content: pluginStandIn, mode: 0o755})),
		...pods.flatMap(({address, sandboxId, hostInterface, mac, namespaceName}) => [
			{path: `${leases}/${address}`, content: `${sandboxId}\r\neth0`},
			{
				path: `/var/lib/cni/results/k8s-pod-network-${sandboxId}-eth0`,
				content: JSON.stringify({
					kind: 'cniCacheV1',
					containerId: sandboxId,
					ifName: 'eth0',
					networkName: 'k8s-pod-network',
					result: {
						cniVersion: '0.3.1',
						dns: {},
						interfaces: [
							{name: hostInterface},
							{name: 'eth0', mac, sandbox: `/var/run/netns/${namespaceName}`},
						],
						ips: [{address: `${address}/32`, version: '4'}],
					},
				}),
				mode: 0o600,
			},
		]),
		{path: `${leases}/last_reserved_ip.0`, content: pods.at(-1).address},
		{path: `${leases}/lock`, content: ''},
		{path: '/var/lib/calico/nodename', content: node.name},
		{path: '/var/lib/calico/mtu', content: '1500'},
		{path: '/var/run/calico', directory: true},
		{path: '/var/log/calico/cni/cni.log', content: ''},
		{path: '/run/xtables.lock', content: '', mode: 0o600},
	];
};
