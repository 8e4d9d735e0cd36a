import {nftTable} from '../injections.js';

export default {
	id: 'harmless-nft-policy-drop-with-accepts',
	about: "nftables' own INPUT policy is drop and its rules allow the nodes and the pods",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...nftTable(
		'inet site',
		`chain input {
	type filter hook input priority 10; policy drop;
	iif lo accept
	ct state established,related accept
	ip saddr { 10.0.0.0/24, 10.42.0.0/16, 10.43.0.0/16 } accept
	meta l4proto ipv6-icmp accept
}`,
	),
};
