export default {
	id: 'mtu-lowered',
	about:
		'the uplink carries 1400 bytes, flannel.1 and the pods still assume 1500: only large packets are lost',
	node: 'agent',
	records: {agent: 'canal-agent-mtu-sick'},
	expect: {cause: 'overlay/mtu-chain#tunnel', subject: 'flannel.1'},
	breaks: ['overlay', 'pods-full-size'],
	inject: ({target}) => target.ipBatch('link set eth0 mtu 1400'),
	heal: ({target}) => target.ipBatch('link set eth0 mtu 1500'),
};
