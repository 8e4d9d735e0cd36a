export default {
	id: 'peer-banned-by-set',
	about: 'a set of banned addresses holds the address of the peer',
	cni: ['canal', 'cilium'],
	node: 'agent',
	expect: {cause: 'netfilter/peer-traffic#dropped'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	inject: ({target, peer}) =>
		target.shell(
			`ipset create banned hash:ip; ipset add banned ${peer.description.address}; iptables-nft -I INPUT -m set --match-set banned src -j DROP`,
		),
	heal: ({target}) =>
		target.shell(
			'iptables-nft -D INPUT -m set --match-set banned src -j DROP; sleep 0.2; ipset destroy banned',
		),
};
