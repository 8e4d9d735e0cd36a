export default {
	id: 'cilium-peer-range-refused',
	about: 'a route of a former routing daemon refuses the pods of the other node, in place of that of Cilium',
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'cilium/host-route#refused'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, peer}) => {
		const range = peer.description.podCidr;
		// Where a real node has eBPF programs the lab has routes in a table of its own.
		await target.ipBatch(`route replace unreachable ${range}`, `route flush table 4242 root ${range}`);
	},
	heal: async ({target, peer, cluster, cni}) => {
		await target.ipBatch(`route del unreachable ${peer.description.podCidr}`);
		await cni.programPeers(target, cluster);
	},
};
