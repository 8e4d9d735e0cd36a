import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-by-nft',
	about: 'an nftables table of its own drops VXLAN packets',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port#droppedByNft'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet site',
		({cluster: {network}}) => `chain input {
	type filter hook input priority 10; policy accept;
	ct state established accept
	udp dport ${network.overlayPort} counter drop
}`,
	),
};
