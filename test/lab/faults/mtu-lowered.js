export default {
	id: 'mtu-lowered',
	about: 'the uplink carries 1400 bytes, flannel.1 and the pods still assume 1500',
	cluster: 'canal',
	node: 'agent',
	expect: {cause: 'overlay/mtu-exceeds-underlay', subject: 'flannel.1'},
	breaks: [],
	inject: ({target}) => target.ipBatch('link set eth0 mtu 1400'),
	heal: ({target}) => target.ipBatch('link set eth0 mtu 1500'),
};
