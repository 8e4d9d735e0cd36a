const signalled =
	signal =>
	({target}) =>
		target.shell('kill "-$1" "$(cat /run/lab/pid/kube-proxy)"', {arguments: [signal]});

export default {
	id: 'kube-proxy-hangs',
	about: 'kube-proxy was stopped by a signal: the kernel accepts connections for it, and nothing answers',
	node: 'agent',
	needsStandIn: 'kube-proxy',
	expect: {cause: 'host/hanging-daemon#silent', subject: '127.0.0.1:10256'},
	inject: signalled('STOP'),
	heal: signalled('CONT'),
};
