import {all, rule} from '../injections.js';

const flush = ({target}) => target.shell('ip -6 neigh flush dev eth0');

export default {
	id: 'ipv6-neighbours-unanswered',
	about: 'ip6tables drops ICMPv6, and with it the discovery of neighbours',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'underlay/peer-unreachable-ipv6#unresolved'},
	breaks: ['underlay-ipv6', 'overlay-ipv6', 'pods-ipv6'],
	...all(rule('INPUT -p ipv6-icmp -j DROP', [], 'ip6tables-nft'), {inject: flush, heal: flush}),
};
