import {nftTable} from '../injections.js';

export default {
	id: 'peers-dropped-by-set',
	about: 'a set of banned addresses holds the peer',
	node: 'agent',
	expect: {cause: 'netfilter/node-traffic'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...nftTable(
		'inet fail2ban',
		({peer}) =>
			`set banned { type ipv4_addr; elements = { ${peer.description.address} }; }\nchain input { type filter hook input priority -1; policy accept; ip saddr @banned reject; }`,
	),
};
