import {nftTable} from '../injections.js';

export default {
	id: 'forward-dropped-by-nft',
	about: 'an nftables table of its own forwards nothing',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#dropped'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...nftTable(
		'inet site',
		`chain forward {
	type filter hook forward priority 0; policy drop;
	ct state established,related accept
}`,
	),
};
