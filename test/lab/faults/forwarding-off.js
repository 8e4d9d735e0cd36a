export default {
	id: 'forwarding-off',
	about: 'something reset net.ipv4.ip_forward after rke2 started',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/forwarding#off', subject: 'net.ipv4.ip_forward'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	inject: ({target}) => target.setSysctl('net/ipv4/ip_forward', 0),
	heal: ({target}) => target.setSysctl('net/ipv4/ip_forward', 1),
};
