export default {
	id: 'kube-proxy-services-flushed',
	about: 'a script has flushed KUBE-SERVICES, and kube-proxy, which runs, has nothing to write',
	cni: ['canal', 'flannel', 'calico', 'calico-bgp'],
	node: 'agent',
	expect: {cause: 'service/rules-missing#flushed', subject: 'KUBE-SERVICES'},
	breaks: ['api-service'],
	// The cluster is built anew, with its rules in their order: there is no heal.
	inject: ({target}) => target.run(['iptables-nft', '-t', 'nat', '-F', 'KUBE-SERVICES']),
};
