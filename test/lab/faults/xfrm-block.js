export default {
	id: 'xfrm-block',
	about: 'an IPsec policy left behind blocks overlay packets',
	cni: ['canal', 'flannel', 'cilium'],
	node: 'agent',
	expect: ({cluster: {kind}}) => ({
		cause: kind === 'cilium' ? 'cilium/peer#endpointLost' : 'overlay/peer-unreachable',
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer}) =>
		target.run([
			'ip',
			'xfrm',
			'policy',
			'add',
			'dst',
			`${peer.description.address}/32`,
			'proto',
			'udp',
			'dir',
			'out',
			'action',
			'block',
		]),
	heal: ({target}) => target.run(['ip', 'xfrm', 'policy', 'flush']),
};
