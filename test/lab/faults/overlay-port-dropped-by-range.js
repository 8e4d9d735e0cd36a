import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-by-range',
	about: 'a rule drops a range of UDP ports that holds that of the overlay',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet site',
		`chain input { type filter hook input priority -5; policy accept; udp dport 4000-9000 drop; }`,
	),
};
