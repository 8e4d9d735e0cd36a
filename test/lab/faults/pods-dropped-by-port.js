import {nftTable} from '../injections.js';

export default {
	id: 'pods-dropped-by-port',
	about:
		'a table of the family bridge drops what pods send to those of the other node as it comes in by their ports',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#dropped'},
	breaks: ['pods', 'pods-full-size'],
	...nftTable(
		'bridge guard',
		({peer: {description}}) =>
			`chain arriving { type filter hook input priority 0; policy accept; iifname "veth*" ip daddr ${description.podCidr} drop; }`,
	),
};
