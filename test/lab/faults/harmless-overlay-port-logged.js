import {nftTable} from '../injections.js';

export default {
	id: 'harmless-overlay-port-logged',
	about: 'a table logs a few of the packets for the port of the overlay, counts and accepts them',
	cni: ['canal', 'cilium'],
	node: 'agent',
	expect: 'nothing',
	...nftTable(
		'inet audit',
		({cluster: {network}}) =>
			`chain in { type filter hook input priority -5; policy accept; udp dport ${network.overlayPort} limit rate 5/second log prefix "vx "; udp dport ${network.overlayPort} counter accept; }`,
	),
};
