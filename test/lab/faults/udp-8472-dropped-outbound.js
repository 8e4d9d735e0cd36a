const table = ['inet', 'hardening'];
const chain = [...table, 'output'];
const base = '{ type filter hook output priority 0 ; policy accept ; }';

export default {
	id: 'udp-8472-dropped-outbound',
	about: 'this node drops VXLAN packets that it sends',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedOut', subject: 'UDP 8472'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target}) => {
		await target.run(['nft', 'add', 'table', ...table]);
		await target.run(['nft', 'add', 'chain', ...chain, base]);
		await target.run(['nft', 'add', 'rule', ...chain, 'udp', 'dport', '8472', 'drop']);
	},
	heal: ({target}) => target.run(['nft', 'delete', 'table', ...table]),
};
