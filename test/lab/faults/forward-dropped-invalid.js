import {nftTable} from '../injections.js';

export default {
	id: 'forward-dropped-invalid',
	about: 'nft drops what connection tracking calls established on the way to pods',
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding'},
	breaks: ['pods', 'pods-full-size'],
	...nftTable(
		'inet site',
		({cluster: {network}}) =>
			`chain forward { type filter hook forward priority -5; policy accept; oifname "${network.overlayDevice}" ct state new drop; }`,
	),
};
