export default {
	id: 'forwarding-off-on-tunnel',
	about: 'forwarding is off on the tunnel alone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({cause: 'host/forwarding#offOnDevice', subject: network.overlayDevice}),
	breaks: ['pods', 'pods-full-size'],
	inject: ({target, cluster: {network}}) =>
		target.setSysctl(`net/ipv4/conf/${network.overlayDevice}/forwarding`, 0),
	heal: ({target, cluster: {network}}) =>
		target.setSysctl(`net/ipv4/conf/${network.overlayDevice}/forwarding`, 1),
};
