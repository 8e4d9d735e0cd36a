export default {
	id: 'ipv6-disabled-on-tunnel',
	about: 'IPv6 is switched off on the IPv6 tunnel',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'host/ipv6-disabled#offOnDevice'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	inject: ({target}) => target.setSysctl('net/ipv6/conf/flannel-v6.1/disable_ipv6', 1),
	heal: async ({target, cluster, cni}) => {
		const {podNetwork} = target.description.ipv6;
		await target.setSysctl('net/ipv6/conf/flannel-v6.1/disable_ipv6', 0);
		await target.ipBatch(`address replace ${podNetwork}/128 dev flannel-v6.1 nodad`);
		await cni.programPeers(target, cluster);
	},
};
