import {nftTable} from '../injections.js';

export default {
	id: 'input-policy-drop-nft',
	about: "nftables' own INPUT policy is drop and its rules forget VXLAN",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNftPolicy'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet site',
		`chain input {
	type filter hook input priority 10; policy drop;
	iif lo accept
	ip protocol { tcp, icmp } accept
	meta l4proto ipv6-icmp accept
	udp dport 53 accept
	udp sport 53 accept
}`,
	),
};
