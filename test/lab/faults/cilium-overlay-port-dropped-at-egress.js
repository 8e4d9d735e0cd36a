import {nftTable} from '../injections.js';

export default {
	id: 'cilium-overlay-port-dropped-at-egress',
	about: 'a table of the family netdev drops what leaves by the uplink for the port of the overlay',
	cni: ['cilium', 'cilium-kpr'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedOut'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'netdev edge',
		({cluster: {network}}) =>
			`chain out { type filter hook egress device "eth0" priority 0; policy accept; udp dport ${network.overlayPort} drop; }`,
	),
};
