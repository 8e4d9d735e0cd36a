import {rule} from '../injections.js';

export default {
	id: 'ipv6-overlay-port-dropped',
	about: 'ip6tables drops overlay packets of IPv6',
	cni: ['canal-dual'],
	node: 'agent',
	records: ['canal-dual-agent-sick'],
	expect: {cause: 'netfilter/overlay-port-ipv6#dropped'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	...rule(
		({cluster: {network}}) => `INPUT -p udp -m udp --dport ${network.overlayPort} -j DROP`,
		[],
		'ip6tables-nft',
	),
};
