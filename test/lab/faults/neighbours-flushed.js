export default {
	id: 'neighbours-flushed',
	about: 'all neighbour entries of the VXLAN device are gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-neighbour#allMissing'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) =>
		target.ipBatch(`neighbour flush dev ${network.overlayDevice} nud permanent`),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
