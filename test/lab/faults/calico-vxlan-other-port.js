export default {
	id: 'calico-vxlan-other-port',
	about: 'vxlan.calico was made anew with the UDP port of another CNI',
	cni: ['calico'],
	node: 'agent',
	expect: {cause: 'calico/vxlan-parameters-unusual#unusual', subject: 'vxlan.calico'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster, cni}) => {
		const {vtepMac, address, overlayAddress} = target.description;
		const {overlayDevice, overlayMtu, vni} = cluster.network;
		await target.ipBatch(
			`link del ${overlayDevice}`,
			`link add ${overlayDevice} address ${vtepMac} mtu ${overlayMtu} type vxlan id ${vni} local ${address} dev eth0 dstport 8472 nolearning`,
			`address add ${overlayAddress}/32 dev ${overlayDevice}`,
			`link set ${overlayDevice} up`,
		);
		await cni.programPeers(target, cluster);
	},
};
