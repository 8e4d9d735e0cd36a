const rules = ['INPUT'];

export default {
	id: 'calico-4789-dropped',
	about: 'a firewall on this node drops VXLAN that arrives',
	cni: ['calico'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target}) => {
		for (const chain of rules) {
			await target.run(['iptables-nft', '-I', chain, '-p', 'udp', '--dport', '4789', '-j', 'DROP']);
		}
	},
	heal: async ({target}) => {
		for (const chain of rules) {
			await target.run(['iptables-nft', '-D', chain, '-p', 'udp', '--dport', '4789', '-j', 'DROP']);
		}
	},
};
