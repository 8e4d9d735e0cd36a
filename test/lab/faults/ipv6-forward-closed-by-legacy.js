const closed = `ip6tables-legacy -N KUBE-FORWARD
ip6tables-legacy -A FORWARD -j KUBE-FORWARD
ip6tables-legacy -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
ip6tables-legacy -P FORWARD DROP`;

export default {
	id: 'ipv6-forward-closed-by-legacy',
	about:
		'ip6tables-legacy drops what is forwarded, all but what bears the mark of a kube-proxy that wrote there once',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#dropped', subject: 'FORWARD'},
	breaks: ['pods-ipv6'],
	// The legacy table stays until the cluster is built anew: there is no heal.
	inject: ({target}) => target.shell(closed),
};
