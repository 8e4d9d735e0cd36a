export default {
	id: 'cilium-vxlan-down',
	about: "Cilium's tunnel device is set down",
	cni: ['cilium'],
	node: 'agent',
	records: ['cilium-agent-sick'],
	expect: {cause: 'cilium/tunnel-device#down', subject: 'cilium_vxlan'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target}) => target.ipBatch('link set cilium_vxlan down'),
	heal: async ({target, cluster, cni}) => {
		await target.ipBatch('link set cilium_vxlan up');
		await cni.programPeers(target, cluster);
	},
};
