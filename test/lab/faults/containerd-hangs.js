const signalled =
	signal =>
	({target}) =>
		target.shell('kill "-$1" "$(cat /run/lab/pid/containerd)"', {arguments: [signal]});

export default {
	id: 'containerd-hangs',
	about: 'containerd was stopped by a signal: its socket accepts, and nothing answers',
	cni: ['calico-multus', 'flannel'],
	node: 'server',
	needsStandIn: 'containerd',
	expect: {cause: 'rke2/container-runtime#silent'},
	inject: signalled('STOP'),
	heal: signalled('CONT'),
};
