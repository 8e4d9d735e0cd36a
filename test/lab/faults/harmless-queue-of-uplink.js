export default {
	id: 'harmless-queue-of-uplink',
	about: 'the uplink has a queue of its own',
	cni: ['canal', 'calico-bgp'],
	node: 'server',
	programs: {tc: 'iproute2'},
	expect: 'nothing',
	inject: ({target}) => target.run(['tc', 'qdisc', 'add', 'dev', 'eth0', 'root', 'pfifo', 'limit', '500']),
	heal: ({target}) => target.run(['tc', 'qdisc', 'del', 'dev', 'eth0', 'root']),
};
