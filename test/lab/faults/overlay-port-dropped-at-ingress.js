import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-at-ingress',
	about: 'a table of the family netdev drops overlay packets before all others see them',
	cni: ['canal', 'cilium'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'netdev edge',
		({cluster: {network}}) =>
			`chain in { type filter hook ingress device "eth0" priority 0; policy accept; udp dport ${network.overlayPort} drop; }`,
	),
};
