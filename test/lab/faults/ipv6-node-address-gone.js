export default {
	id: 'ipv6-node-address-gone',
	about: 'the IPv6 address of the node is gone from the uplink',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'interface/node-ip#absent'},
	breaks: ['underlay-ipv6', 'overlay-ipv6', 'pods-ipv6'],
	inject: ({target}) => target.ipBatch(`address del ${target.description.ipv6.address}/64 dev eth0`),
	heal: async ({target, cluster: {network}}) => {
		await target.ipBatch(
			`address add ${target.description.ipv6.address}/64 dev eth0`,
			`route replace default via ${network.ipv6.gateway} dev eth0 proto static`,
		);
		// The kernel asks for a second whether somebody has the address already.
		await target.shell('sleep 2');
	},
};
