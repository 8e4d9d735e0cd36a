const queue = (action, {target, cluster}) =>
	target.run(['tc', 'qdisc', action, 'dev', cluster.network.overlayDevice, 'root', 'blackhole']);

export default {
	id: 'tunnel-queue-swallows',
	about: 'an experiment has left a queue on the tunnel that throws everything away',
	cni: ['canal', 'calico'],
	node: 'agent',
	programs: {tc: 'iproute2'},
	expect: ({cluster: {network}}) => ({cause: 'interface/queue#swallows', subject: network.overlayDevice}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: lab => queue('add', lab),
	heal: lab => queue('del', lab),
};
