export default {
	id: 'mtu-lowered',
	about:
		'the uplink carries 1400 bytes, the tunnel and the pods still assume 1500: only large packets are lost',
	cni: ['canal', 'flannel'],
	node: 'agent',
	records: ['canal-agent-mtu-sick'],
	expect: ({cluster: {network}}) => ({cause: 'overlay/mtu-chain#tunnel', subject: network.overlayDevice}),
	breaks: ['overlay', 'pods-full-size'],
	inject: ({target}) => target.ipBatch('link set eth0 mtu 1400'),
	heal: ({target}) => target.ipBatch('link set eth0 mtu 1500'),
};
