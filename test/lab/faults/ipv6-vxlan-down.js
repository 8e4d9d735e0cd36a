export default {
	id: 'ipv6-vxlan-down',
	about: 'the IPv6 tunnel is administratively down',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'overlay/vxlan-down#down', subject: 'flannel-v6.1'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	inject: ({target}) => target.ipBatch('link set flannel-v6.1 down'),
	heal: async ({target, cluster, cni}) => {
		const {podNetwork} = target.description.ipv6;
		await target.ipBatch(
			'link set flannel-v6.1 up',
			`address replace ${podNetwork}/128 dev flannel-v6.1 nodad`,
		);
		await cni.programPeers(target, cluster);
	},
};
