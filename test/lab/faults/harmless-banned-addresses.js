export default {
	id: 'harmless-banned-addresses',
	about: 'a set of banned addresses holds none of the cluster',
	node: 'agent',
	expect: 'nothing',
	inject: ({target}) =>
		target.shell(
			'ipset create banned hash:net; ipset add banned 192.0.2.0/24; iptables-nft -I INPUT -m set --match-set banned src -j DROP',
		),
	heal: ({target}) =>
		target.shell(
			'iptables-nft -D INPUT -m set --match-set banned src -j DROP; sleep 0.2; ipset destroy banned',
		),
};
