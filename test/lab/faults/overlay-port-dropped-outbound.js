import {nftTable} from '../injections.js';

export default {
	id: 'overlay-port-dropped-outbound',
	about: 'this node drops VXLAN packets that it sends',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({
		cause: 'netfilter/overlay-port#droppedOut',
		subject: `UDP ${network.overlayPort}`,
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet hardening',
		({cluster: {network}}) => `chain output {
	type filter hook output priority 0; policy accept;
	udp dport ${network.overlayPort} drop
}`,
	),
};
