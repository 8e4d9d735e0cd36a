import {nftTable} from '../injections.js';

export default {
	id: 'felix-table-left-in-nft',
	about: 'Felix ran in nftables mode once, and the table of that time drops the packets of the pods of today',
	cni: ['canal-multus', 'calico'],
	node: 'server',
	expect: {cause: 'netfilter/former-felix#native', subject: 'Calico chains'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	...nftTable(
		'ip calico',
		`chain filter-cali-from-wl-dispatch {
	iifname "cali0a1b2c3d4e5" counter return
	counter drop comment "cali:xbVvL2TkvBxJ5cbX Unknown interface"
}
chain filter-cali-FORWARD {
	iifname "cali*" counter jump filter-cali-from-wl-dispatch
}
chain filter-FORWARD {
	type filter hook forward priority filter; policy accept;
	counter jump filter-cali-FORWARD
}`,
	),
};
