const rule = ['INPUT', '-p', 'udp', '-m', 'udp', '--dport', '8472', '-j', 'DROP'];

export default {
	id: 'udp-8472-dropped-on-peer',
	about: 'the peer drops VXLAN packets that arrive: here only silence is seen',
	node: 'agent',
	records: {server: 'canal-server-sick'},
	expect: {cause: 'overlay/peer-unreachable#silent', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({peer}) => peer.run(['iptables-nft', '-I', ...rule]),
	heal: ({peer}) => peer.run(['iptables-nft', '-D', ...rule]),
};
