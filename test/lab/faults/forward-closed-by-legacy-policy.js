export default {
	id: 'forward-closed-by-legacy-policy',
	about: 'the policy of FORWARD of legacy iptables is DROP, with no rule beside it',
	cni: ['cilium', 'calico-bgp'],
	node: 'server',
	expect: {cause: 'netfilter/pod-forwarding'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	inject: ({target}) => target.run(['iptables-legacy', '-P', 'FORWARD', 'DROP']),
};
