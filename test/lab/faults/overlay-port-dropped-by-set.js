import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-by-set',
	about: 'a named set holds the ports that are dropped',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet site',
		({cluster: {network}}) =>
			`set closed { type inet_service; elements = { 111, ${network.overlayPort} }; }\nchain input { type filter hook input priority -5; policy accept; udp dport @closed drop; }`,
	),
};
