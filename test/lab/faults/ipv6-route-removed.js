export default {
	id: 'ipv6-route-removed',
	about: "the IPv6 route to the peer's pods is gone",
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'overlay/peer-route'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	inject: ({target, peer}) => target.ipBatch(`route del ${peer.description.ipv6.podCidr}`),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
