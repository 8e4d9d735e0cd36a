export default {
	id: 'tunnel-address-missing',
	about: 'the VXLAN device has lost its address, flannel has entered its peers again',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({
		cause: 'overlay/vxlan-address#missing',
		subject: network.overlayDevice,
	}),
	inject: async ({target, cluster, cni}) => {
		const {overlayAddress} = target.description;
		await target.ipBatch(`address del ${overlayAddress}/32 dev ${cluster.network.overlayDevice}`);
		await cni.programPeers(target, cluster);
	},
	heal: async ({target, cluster, cni}) => {
		const {overlayAddress} = target.description;
		await target.ipBatch(`address add ${overlayAddress}/32 dev ${cluster.network.overlayDevice}`);
		await cni.programPeers(target, cluster);
	},
};
