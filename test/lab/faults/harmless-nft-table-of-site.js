import {nftTable} from '../injections.js';

export default {
	id: 'harmless-nft-table-of-site',
	about: 'an nftables table of the site only counts, limits pings and closes telnet',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...nftTable(
		'inet site',
		`chain input {
	type filter hook input priority 5; policy accept;
	ct state invalid counter
	icmp type echo-request limit rate 100/second accept
	tcp dport 23 drop
}
chain forward {
	type filter hook forward priority 5; policy accept;
	counter
}`,
	),
};
