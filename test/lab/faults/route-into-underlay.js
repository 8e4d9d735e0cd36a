export default {
	id: 'route-into-underlay',
	about: "a static route leads the peer's pods to the gateway instead of into the tunnel",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-route#elsewhere', subject: '10.42.0.0/24'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer, cluster: {network}}) =>
		target.ipBatch(`route replace ${peer.description.podCidr} via ${network.gateway} dev eth0`),
	heal: async ({target, peer, cluster, cni}) => {
		await target.ipBatch(`route del ${peer.description.podCidr}`);
		await cni.programPeers(target, cluster);
	},
};
