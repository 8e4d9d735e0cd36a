import {nftTable} from '../injections.js';

export default {
	id: 'harmless-datagrams-untracked',
	about: "a table of nftables ends connection tracking for the tunnel's datagrams, which nobody translates",
	cni: ['canal', 'flannel', 'calico'],
	node: 'agent',
	expect: 'nothing',
	...nftTable(
		'inet spare',
		({cluster: {network}}) => `chain sent {
	type filter hook output priority raw;
	udp dport ${network.overlayPort} notrack
}
chain arriving {
	type filter hook prerouting priority raw;
	udp dport ${network.overlayPort} notrack
}`,
	),
};
