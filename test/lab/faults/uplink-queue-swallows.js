const queue = (action, {target}) => target.run(['tc', 'qdisc', action, 'dev', 'eth0', 'root', 'blackhole']);

export default {
	id: 'uplink-queue-swallows',
	about: 'an experiment has left a queue on the uplink that throws everything away',
	cni: ['flannel'],
	node: 'agent',
	programs: {tc: 'iproute2'},
	expect: {cause: 'interface/queue#swallows', subject: 'eth0'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'dns-external', 'api', 'api-service'],
	],
	inject: lab => queue('add', lab),
	heal: lab => queue('del', lab),
};
