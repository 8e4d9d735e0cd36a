import {all, nftTable} from '../injections.js';

const flushed = {
	inject: ({target}) => target.shell('ip neigh flush dev eth0'),
	heal: ({target}) => target.shell('ip neigh flush dev eth0'),
};

export default {
	id: 'arp-dropped',
	about: 'a table of the family arp drops ARP that arrives',
	cni: ['canal', 'cilium', 'calico-bgp'],
	node: 'agent',
	expect: {cause: 'netfilter/arp#dropped'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
		'dns-external',
	],
	...all(nftTable('arp guard', 'chain in { type filter hook input priority 0; policy drop; }'), flushed),
};
