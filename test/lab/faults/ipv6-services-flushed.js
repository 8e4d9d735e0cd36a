export default {
	id: 'ipv6-services-flushed',
	about: 'a script has flushed KUBE-SERVICES with ip6tables alone',
	cni: ['canal-dual'],
	node: 'server',
	expect: {cause: 'service/rules-missing-ipv6#flushed', subject: 'KUBE-SERVICES (IPv6)'},
	// The cluster is built anew, with its rules in their order: there is no heal.
	inject: ({target}) => target.run(['ip6tables-nft', '-t', 'nat', '-F', 'KUBE-SERVICES']),
};
