export default {
	id: 'uplink-mac-cloned',
	about:
		'the other machine was cloned from this one with its MAC, and asks for it by ARP as every machine that starts',
	node: 'agent',
	expect: {cause: 'underlay/neighbour#ownMac'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	inject: async ({target, peer}) => {
		await peer.ipBatch(`link set eth0 address ${target.description.mac}`);
		await peer.run(['ping', '-c', '1', '-W', '1', target.description.address], {reject: false});
	},
};
