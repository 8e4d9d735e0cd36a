export default {
	id: 'fdb-flushed',
	about: 'the whole FDB of the VXLAN device is gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-fdb#allMissing'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) =>
		target.run(['bridge', 'fdb', 'flush', 'dev', network.overlayDevice, 'self', 'permanent']),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
