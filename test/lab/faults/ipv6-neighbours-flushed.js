export default {
	id: 'ipv6-neighbours-flushed',
	about: 'the neighbours of the IPv6 tunnel are gone',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'overlay/peer-neighbour'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	inject: ({target}) => target.run(['ip', '-6', 'neigh', 'flush', 'dev', 'flannel-v6.1', 'nud', 'permanent']),
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};
