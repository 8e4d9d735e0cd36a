import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-by-payload',
	about: 'a rule compares the raw bytes of the UDP header with the port of the overlay',
	cni: ['canal', 'calico'],
	node: 'server',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'ip edge',
		({peer, cluster: {network}}) =>
			`chain arriving { type filter hook prerouting priority raw; policy accept; ip saddr ${peer.description.address} ip protocol udp @th,16,16 ${network.overlayPort} drop; }`,
	),
};
