import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-by-pair',
	about: 'a set of pairs of address and port, without a counter, holds the peer and the port of the overlay',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet edge',
		({
			peer,
			cluster: {network},
		}) => `set closed { type ipv4_addr . inet_service; elements = { ${peer.description.address} . ${network.overlayPort} } ; }
chain arriving { type filter hook prerouting priority -301; policy accept; ip saddr . udp dport @closed drop; }`,
	),
};
