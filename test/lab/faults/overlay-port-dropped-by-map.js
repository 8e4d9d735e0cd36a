import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-by-map',
	about: 'a verdict map drops the port of the overlay',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet site',
		({cluster: {network}}) =>
			`chain input { type filter hook input priority -5; policy accept; udp dport vmap { 53 : accept, ${network.overlayPort} : drop }; }`,
	),
};
