export default {
	id: 'vtep-mac-changed-programmed',
	about: 'the VXLAN device has another MAC than announced, flannel has entered its peers again',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({
		cause: 'overlay/vtep-mac-announced#differs',
		subject: network.overlayDevice,
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster, cni}) => {
		await target.ipBatch(`link set ${cluster.network.overlayDevice} address 4e:11:22:33:44:55`);
		await cni.programPeers(target, cluster);
	},
	heal: async ({target, cluster, cni}) => {
		await target.ipBatch(`link set ${cluster.network.overlayDevice} address ${target.description.vtepMac}`);
		await cni.programPeers(target, cluster);
	},
};
