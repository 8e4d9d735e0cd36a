export default {
	id: 'fdb-removed',
	about: "no FDB entry for the peer's VTEP: packets to it are dropped",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-fdb#missing', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer, cluster: {network}}) =>
		target.run(['bridge', 'fdb', 'del', peer.description.vtepMac, 'dev', network.overlayDevice]),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
