const rule = ['INPUT', '-p', 'udp', '-m', 'udp', '--dport', '8472', '-j', 'DROP'];

export default {
	id: 'udp-8472-dropped',
	about: 'this node drops VXLAN packets that arrive',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port', subject: 'UDP 8472'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target}) => target.run(['iptables-nft', '-I', ...rule]),
	heal: ({target}) => target.run(['iptables-nft', '-D', ...rule]),
};
