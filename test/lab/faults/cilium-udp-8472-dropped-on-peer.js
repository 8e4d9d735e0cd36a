const rule = ['INPUT', '-p', 'udp', '-m', 'udp', '--dport', '8472', '-j', 'DROP'];

export default {
	id: 'cilium-udp-8472-dropped-on-peer',
	about: "the other node drops VXLAN packets: only Cilium's health checks show it from here",
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'cilium/peer#endpointLost', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({peer}) => peer.run(['iptables-nft', '-I', ...rule]),
	heal: ({peer}) => peer.run(['iptables-nft', '-D', ...rule]),
};
