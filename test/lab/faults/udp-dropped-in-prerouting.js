import {nftTable} from '../injections.js';

export default {
	id: 'udp-dropped-in-prerouting',
	about: 'a table drops all UDP but DNS before routing',
	cni: ['canal', 'calico', 'cilium'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet site',
		`chain early { type filter hook prerouting priority -310; policy accept; iifname "eth0" meta l4proto udp udp sport != 53 drop; }`,
	),
};
