import {nftTable} from '../injections.js';

export default {
	id: 'untracked-by-nft',
	about: 'a table of nftables ends connection tracking for DNS and HTTPS, to spare entries',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'netfilter/untracked#services'},
	breaks: ['api-service', 'dns-external'],
	...nftTable(
		'inet spare',
		`chain sent {
	type filter hook output priority raw;
	udp dport 53 notrack
	tcp dport 443 notrack
}
chain arriving {
	type filter hook prerouting priority raw;
	udp dport 53 notrack
	udp sport 53 notrack
}`,
	),
};
