import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-not-among-exceptions',
	about:
		'a stateful table lets in what belongs to connections and a list of ports of TCP; the overlay is forgotten',
	cni: ['canal', 'calico', 'cilium'],
	node: 'server',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet stateful',
		`chain input { type filter hook input priority -10; policy accept; iifname "lo" accept; ct state established,related accept; ip protocol icmp accept; tcp dport { 22, 179, 2379-2380, 4240, 5473, 6443, 9345, 10250 } accept; iifname "eth0" drop; }`,
	),
};
