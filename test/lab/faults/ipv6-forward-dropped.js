import {rule} from '../injections.js';

export default {
	id: 'ipv6-forward-dropped',
	about: 'ip6tables drops what is forwarded',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding'},
	breaks: ['pods-ipv6'],
	...rule('FORWARD -j DROP', [], 'ip6tables-nft'),
};
