export default {
	id: 'routes-flushed',
	about: 'something flushed all routes into the tunnel',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-route#allMissing'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) =>
		target.ipBatch(`route flush dev ${network.overlayDevice} proto boot`),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
