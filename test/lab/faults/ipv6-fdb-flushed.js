export default {
	id: 'ipv6-fdb-flushed',
	about: 'the FDB of the IPv6 tunnel is empty',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'overlay/peer-fdb'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	inject: ({target}) => target.run(['bridge', 'fdb', 'flush', 'dev', 'flannel-v6.1']),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
