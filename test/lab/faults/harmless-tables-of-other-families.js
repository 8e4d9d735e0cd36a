import {all, ipLines, nftTable} from '../injections.js';

export default {
	id: 'harmless-tables-of-other-families',
	about: 'tables of netdev, arp and bridge that concern a bridge of virtual machines',
	node: 'agent',
	expect: 'nothing',
	...all(
		ipLines('link add virbr0 type bridge', 'link del virbr0'),
		nftTable(
			'netdev edge',
			({cluster: {network}}) =>
				`chain in { type filter hook ingress device "virbr0" priority 0; policy accept; udp dport ${network.overlayPort} drop; }`,
		),
		nftTable(
			'arp guard',
			'chain in { type filter hook input priority 0; policy accept; arp operation reply counter accept; }',
		),
		nftTable('bridge guard', 'chain forward { type filter hook forward priority 0; policy drop; }'),
	),
};
