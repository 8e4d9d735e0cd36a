export default {
	id: 'port-taken-by-cilium',
	about: "cilium_vxlan, left over, holds the UDP port: flannel's device cannot come up",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/vxlan-conflict#portTaken'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) =>
		target.ipBatch(
			`link set ${network.overlayDevice} down`,
			`link add cilium_vxlan type vxlan external dstport ${network.overlayPort}`,
			'link set cilium_vxlan up',
		),
	heal: async ({target, cluster, cni}) => {
		await target.ipBatch('link del cilium_vxlan', `link set ${cluster.network.overlayDevice} up`);
		await cni.programPeers(target, cluster);
	},
};
