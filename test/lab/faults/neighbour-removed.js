export default {
	id: 'neighbour-removed',
	about: "no neighbour entry for the peer's VTEP",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-neighbour#missing', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer, cluster: {network}}) =>
		target.ipBatch(`neighbour del ${peer.description.overlayAddress} dev ${network.overlayDevice}`),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
