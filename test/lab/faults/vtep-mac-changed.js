export default {
	id: 'vtep-mac-changed',
	about:
		'udev gave the VXLAN device another MAC than flannel announced (MACAddressPolicy=persistent), which also empties its neighbours',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({
		cause: 'overlay/vtep-mac-announced#differs',
		subject: network.overlayDevice,
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) =>
		target.ipBatch(`link set ${network.overlayDevice} address 4e:11:22:33:44:55`),
	heal: async ({target, cluster, cni}) => {
		await target.ipBatch(`link set ${cluster.network.overlayDevice} address ${target.description.vtepMac}`);
		await cni.programPeers(target, cluster);
	},
};
