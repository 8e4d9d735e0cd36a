export default {
	id: 'fdb-of-other-node',
	about: "the FDB leads the peer's VTEP to another node",
	cni: ['canal', 'flannel'],
	node: 'agent',
	minimumNodes: 3,
	expect: {cause: 'overlay/peer-fdb#misdirected', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer, cluster: {network}, nodeNamed}) =>
		target.run([
			...['bridge', 'fdb', 'replace', peer.description.vtepMac, 'dev', network.overlayDevice],
			...['dst', nodeNamed('node-3').description.address, 'self', 'permanent'],
		]),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
